using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Direct;

/// <summary>Whether the program under test speaks to version control at all.</summary>
internal static class DirectMode
{
    /// <summary>Skips a test of direct mode where the program has none.</summary>
    public static async Task RequireAsync(string program, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchDirectory();
        var variables = new Dictionary<string, string> { ["HOME"] = scratch.Root, ["GOMODCACHE"] = scratch["cache"], ["GOPROXY"] = "direct", ["GOENV"] = "off" };
        var (_, _, error) = await ExternalProgram.RunAsync(program, ["mod", "download", "host.invalid/name.git@v1.0.0"], cancellationToken, scratch.Root, variables);
        Assert.SkipWhen(error.Contains("not yet", StringComparison.Ordinal), "this program has no direct mode yet");
    }
}
