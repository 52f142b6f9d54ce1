using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.TestKit.Checksums;

namespace Sutler.Tests.Checksums;

/// <summary>A GOPATH of its own, and databases that use it.</summary>
internal sealed class ChecksumDatabaseTestBed : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sutler-sumdb-");

    public string GoPath => Path.Join(_root.FullName, "gopath");

    public string CacheDirectory => Path.Join(GoPath, "pkg", "mod", "cache", "download", "sumdb");

    public string LatestFile => Path.Join(GoPath, "pkg", "sumdb", "localhost.localdev", "sumdb", "latest");

    public string Root => _root.FullName;

    public GoEnvironment Environment(string gosumdb, string goproxy = "off", string gonosumdb = "", string gonoproxy = "") => new()
    {
        GoProxy = goproxy,
        GoPrivate = "",
        GoNoProxy = new GlobList(gonoproxy),
        GoNoSumDb = new GlobList(gonosumdb),
        GoInsecure = new GlobList(""),
        GoSumDb = gosumdb,
        GoAuth = "netrc",
        GoWork = "",
        Go111Module = "",
        GoToolchain = "local",
        GoFlags = "",
        GoPath = GoPath,
        GoModCache = Path.Join(GoPath, "pkg", "mod"),
        GoRoot = "",
        GoVersion = "1.24.4",
        WorkingDirectory = _root.FullName,
        Variables = new Dictionary<string, string>(),
    };

    public static ChecksumDatabase Open(GoEnvironment environment, IUrlReader reader) =>
        new(environment, reader, new LockedFiles(new FileLocks(TimeProvider.System)));

    /// <summary>A database whose own URL is given, so that no proxy is asked.</summary>
    public ChecksumDatabase Open(TestChecksumDatabase database) =>
        Open(Environment(database.VerifierText + " https://sum.test"), new ScriptedUrlReader().Serve("https://sum.test", database.Handle));

    /// <summary>Deletes all that was cached and stored.</summary>
    public void Forget() => TestFiles.DeleteTree(GoPath);

    public void Dispose() => TestFiles.DeleteTree(_root.FullName);
}
