using System.Diagnostics;
using System.Text.Json;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

/// <summary>The real go command on a cache that we write: it must take our files for its own and wait for our locks.</summary>
public sealed class BesideGoTests : IDisposable
{
    private const string Hash = "h1:3fEykkD9k7lYzXqCYrwGAf7iNhbk4yCjHmKBN9td4L0=";
    private readonly ScratchDirectory _scratch = new();
    private readonly ModuleCache _cache;
    private readonly CachedVersion _module;

    public BesideGoTests()
    {
        _cache = new ModuleCache(new CacheLayout(_scratch["mod"]), new FileLocks(TimeProvider.System), TimeProvider.System);
        _module = _cache.Locate(new("example.com/Big/Case", "v1.0.0-RC1"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Go_takes_our_entry_as_complete_without_network()
    {
        string go = Go();
        await WriteMetadataAsync();
        await PublishAsync();
        using Process run = Start(go);
        string output = await run.StandardOutput.ReadToEndAsync(Cancellation);
        string error = await run.StandardError.ReadToEndAsync(Cancellation);
        await run.WaitForExitAsync(Cancellation);
        Assert.True(run.ExitCode == 0, output + error);
        JsonElement answer = JsonDocument.Parse(output).RootElement;
        string[] expected = [_module.InfoPath, _module.ModPath, _module.ZipPath, _module.TreePath, Hash];
        Assert.Equal(expected, new[] { "Info", "GoMod", "Zip", "Dir", "Sum" }.Select(key => answer.GetProperty(key).GetString()));
    }

    [Fact]
    public async Task Go_waits_while_we_hold_the_versions_lock_and_then_sees_our_entry()
    {
        string go = Go();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        await WriteMetadataAsync();
        Process run;
        using (FileLock held = await _cache.LockVersionAsync(_module, Cancellation))
        {
            run = Start(go);
            while (!HasOpen(run, _module.LockPath))
            {
                Assert.False(run.HasExited, "go did not wait");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
            }

            await PublishLockedAsync();
        }

        using (run)
        {
            string output = await run.StandardOutput.ReadToEndAsync(Cancellation);
            await run.WaitForExitAsync(Cancellation);
            Assert.True(run.ExitCode == 0, output);
        }
    }

    private static string Go()
    {
        string? go = ExternalProgram.Find("go");
        Assert.SkipWhen(go is null, "the go command is not installed (set SUTLER_GO)");
        return go!;
    }

    private static bool HasOpen(Process process, string path)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process.Id}/fd").Any(fd => new FileInfo(fd).LinkTarget == path);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Process Start(string go) => ExternalProgram.Start(go, ["mod", "download", "-json", "example.com/Big/Case@v1.0.0-RC1"], _scratch.Root, new Dictionary<string, string>
    {
        ["GOMODCACHE"] = _scratch["mod"],
        ["GOPATH"] = _scratch["gopath"],
        ["HOME"] = _scratch["home"],
        ["GOPROXY"] = "off",
        ["GOSUMDB"] = "off",
        ["GOFLAGS"] = "",
        ["GOTOOLCHAIN"] = "local",
        ["GOWORK"] = "off",
        ["GOENV"] = "off",
    });

    private async Task WriteMetadataAsync()
    {
        await _cache.WriteInfoAsync(_module, new RevisionInfo { Version = "v1.0.0-RC1", Time = "2018-02-14T15:44:20Z" }, Cancellation);
        await _cache.WriteModAsync(_module, "module example.com/Big/Case\n"u8.ToArray(), Cancellation);
    }

    private async Task PublishAsync()
    {
        using FileLock held = await _cache.LockVersionAsync(_module, Cancellation);
        await PublishLockedAsync();
    }

    private async Task PublishLockedAsync()
    {
        Assert.True(H1Hash.TryParse(Hash, out H1Hash hash, out _));
        string zip = ModuleCache.CreateZipTemporary(_module);
        await _cache.WriteZipHashAsync(_module, hash, Cancellation);
        await _cache.PublishZipAsync(_module, zip, Cancellation);
        string tree = ModuleCache.CreateTreeTemporary(_module);
        _ = _scratch.Write(Path.Combine(tree, "go.mod"), "module example.com/Big/Case\n");
        await _cache.PublishTreeAsync(_module, tree, TreeModes.CloseAll, Cancellation);
    }
}
