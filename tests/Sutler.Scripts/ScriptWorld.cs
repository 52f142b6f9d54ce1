using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Sutler.TestKit.Repositories;
using Sutler.TestKit.Scripts;
using Sutler.TestKit.Serving;

namespace Sutler.Scripts;

/// <summary>What every script and oracle test needs, made once for the run.</summary>
/// <remarks>
/// SUTLER_BIN names the program under test (default: the published binary); SUTLER_GO the real go command.
/// With a wrapper of the real go as SUTLER_BIN and SUTLER_BIN_IS_GO=1 the scripts are checked against go itself.
/// </remarks>
public sealed class ScriptWorld : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sutler-world-").FullName;
    private readonly TestCertificates _certificates = new(TimeProvider.System.GetUtcNow());

    public ScriptWorld()
    {
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        Catalog = FixtureCatalog.Load(Path.Combine(TestData, "modules"));
        var tree = Path.Combine(_directory, "goproxy");
        GoProxyTree.Write(Catalog, tree);
        Repositories = new RepositoryShelf(Path.Combine(TestData, "repositories"), Path.Combine(_directory, "repositories"));
        Settings = new ScriptSettings
        {
            SutlerPath = CopyOfProgram(),
            Catalog = Catalog,
            FileProxyRoot = tree,
            Certificates = _certificates,
            Databases = catalog => new ScriptedDatabase(catalog),
            GoRoot = GoRoot,
            GoVersion = GoVersionOf(GoRoot),
            GoCache = Path.Combine(_directory, "gocache"),
            Repositories = Repositories,
            ToolIsGo = Environment.GetEnvironmentVariable("SUTLER_BIN_IS_GO") == "1",
        };
    }

    public static string TestData => Path.Combine(TestFiles.RepositoryRoot(), "tests", "Sutler.Scripts", "testdata");

    /// <summary>GOROOT of the real go command (from SUTLER_GO), or null.</summary>
    public static string? GoRoot =>
        Environment.GetEnvironmentVariable("SUTLER_GO") is { Length: > 0 } go ? Path.GetDirectoryName(Path.GetDirectoryName(go)) : null;

    public FixtureCatalog Catalog { get; }

    public ScriptSettings Settings { get; }

    /// <summary>Repositories for direct mode.</summary>
    public RepositoryShelf Repositories { get; }

    public static string SutlerPath =>
        Environment.GetEnvironmentVariable("SUTLER_BIN") is { Length: > 0 } bin
            ? bin
            : Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "sutler", "sutler");

    public ValueTask DisposeAsync()
    {
        _certificates.Dispose();
        TestFiles.DeleteTree(_directory);
        return ValueTask.CompletedTask;
    }

    private static string GoVersionOf(string? root) =>
        root is null ? "1.24.4" : File.ReadLines(Path.Combine(root, "VERSION")).First()["go".Length..].Trim();

    // Steps that run as another user must reach the program even when the checkout lies in a private home.
    private string CopyOfProgram()
    {
        if (Environment.GetEnvironmentVariable("SUTLER_BIN") is { Length: > 0 } given)
        {
            return given;
        }

        var to = Directory.CreateDirectory(Path.Combine(_directory, "bin")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(SutlerPath)!))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        return Path.Combine(to, Path.GetFileName(SutlerPath));
    }
}
