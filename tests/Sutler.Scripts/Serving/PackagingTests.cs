using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>What is in packaging, as far as a machine without services and containers can tell.</summary>
public sealed class PackagingTests(ScriptWorld world) : IDisposable
{
    private readonly ScratchDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Systemd_has_nothing_to_say_against_the_unit()
    {
        Assert.SkipWhen(ExternalProgram.Find("systemd-analyze") is null, "no systemd here");
        var token = TestContext.Current.CancellationToken;
        var unit = await File.ReadAllTextAsync(Path.Combine(TestFiles.RepositoryRoot(), "packaging", "sutler.service"), token);
        Assert.Contains("ExecStart=/usr/local/bin/sutler serve ", unit, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_files["sutler.service"], unit.Replace("/usr/local/bin/sutler", world.Settings.SutlerPath, StringComparison.Ordinal), token);
        Assert.Equal((0, "", ""), await ExternalProgram.RunAsync("systemd-analyze", ["verify", _files["sutler.service"]], token));
    }
}
