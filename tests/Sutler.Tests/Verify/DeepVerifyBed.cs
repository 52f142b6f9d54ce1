using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Download;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.Go.Sources;
using Sutler.Go.Verify;
using Sutler.GoModules.Modules;
using Sutler.Tests.EndToEnd;
using Sutler.Transfer;
using Xunit;

namespace Sutler.Tests.Verify;

/// <summary>Verifies the cache of a world in depth, without network and without the command around it.</summary>
internal sealed class DeepVerifyBed(TrustWorld world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public CacheLayout Layout { get; } = new(world.Cache);

    /// <summary>Whether go.sum of the project has a say.</summary>
    public bool UsesGoSum { get; init; } = true;

    public async Task<DeepVerifyReport> RunAsync(int workers = 2)
    {
        var environment = GoEnvironmentReader.Read(world.Variables, world.Project);
        var locked = new LockedFiles(new FileLocks(TimeProvider.System));
        var location = new ModuleLocation { SumPath = UsesGoSum ? Path.Combine(world.Project, "go.sum") : null };
        return await new DeepVerify(new DeepVerifyOptions
        {
            Layout = Layout,
            Environment = environment,
            Sums = await VerifySums.ReadAsync(location, null, new ProjectFiles(Overlay.None, locked, world.Project), Cancellation),
            Database = new ChecksumDatabase(environment, new NoNetwork(), locked),
            Observer = new Unobserved(),
            Workers = workers,
        }).RunAllAsync(Cancellation);
    }

    /// <summary>All stored files but locks, which are empty.</summary>
    public string[] StoredFiles() => [.. Directory.EnumerateFiles(world.Cache, "*", SearchOption.AllDirectories)
        .Where(path => new FileInfo(path).Length > 0).Order(StringComparer.Ordinal)];

    /// <summary>Changes one bit of a file while something is done, whatever its mode is.</summary>
    public static async Task WithFlipAsync(string path, long offset, int bit, Func<Task> action)
    {
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
        Flip(path, offset, bit, mode);
        try
        {
            await action();
        }
        finally
        {
            Flip(path, offset, bit, mode);
        }
    }

    /// <summary>Whether a finding names a file of the cache.</summary>
    public static bool Names(Finding finding, string path) =>
        finding.File == path || (finding.Entry.Length > 0 && Path.Combine(finding.File, finding.Entry) == path);

    private static void Flip(string path, long offset, int bit, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode | UnixFileMode.UserWrite);
        }

        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            var one = new byte[1];
            Assert.Equal(1, RandomAccess.Read(file, one, offset));
            one[0] ^= (byte)(1 << bit);
            RandomAccess.Write(file, one, offset);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private sealed class NoNetwork : IUrlReader
    {
        public Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken) => throw new SutlerException("there is no network");
    }

    private sealed class Unobserved : IDownloadObserver
    {
        public void Planned(int modules)
        {
        }

        public void Started(ModuleId module, ModuleFileKind kind, long? length)
        {
        }

        public void Received(ModuleId module, ModuleFileKind kind, int bytes)
        {
        }

        public void Finished(ModuleId module, ModuleFileKind kind, long bytes)
        {
        }

        public void Published(ModuleId module, bool cached)
        {
        }

        public void Failed(ModuleId module, string error)
        {
        }

        public void Retrying(RetryNotice notice)
        {
        }

        public void Resumed(ResumeNotice notice)
        {
        }
    }
}
