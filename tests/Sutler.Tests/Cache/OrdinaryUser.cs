using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

/// <summary>Runs a test as somebody whom permissions hold back: root's runs are repeated as nobody.</summary>
internal static class OrdinaryUser
{
    private const string Marker = "SUTLER_TEST_AS_NOBODY";

    /// <summary>Whether the caller should go on: false after the test ran well in a process of its own.</summary>
    internal static async Task<bool> IsAsync(Type type, string method, CancellationToken cancellationToken)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix permissions");
        if (System.Environment.UserName != "root" || System.Environment.GetEnvironmentVariable(Marker) is not null)
        {
            return true;
        }

        string? setpriv = ExternalProgram.Find("setpriv");
        Assert.SkipWhen(setpriv is null, "root is not held back by permissions, and setpriv is not installed");
        string self = System.Environment.ProcessPath!;
        Assert.SkipUnless(
            (File.GetUnixFileMode(self) & UnixFileMode.OtherExecute) != 0, "others may not run the tests");
        (int code, string output, string error) = await ExternalProgram.RunAsync(
            setpriv!,
            ["--reuid=65534", "--regid=65534", "--clear-groups", self, "-method", $"{type.FullName}.{method}"],
            cancellationToken,
            variables: new Dictionary<string, string> { [Marker] = "1", ["HOME"] = "/nonexistent", ["DOTNET_EnableDiagnostics"] = "0" });
        Assert.True(code == 0 && output.Contains("Total: 1,", StringComparison.Ordinal), output + error);
        return false;
    }
}
