using Sutler.TestKit;

namespace Sutler.Scripts.Direct;

/// <summary>The repositories that the go command's own tests know by the hashes of their commits, and tools that find them where they never were.</summary>
/// <remarks>git is told by its configuration to look for <c>https://vcs-test.golang.org/git/</c> in a directory.</remarks>
internal sealed class KnownRepositories : IDisposable
{
    private readonly ScratchDirectory _files = new();
    private int _caches;

    private KnownRepositories()
    {
    }

    /// <summary>Makes them all.</summary>
    public static async Task<KnownRepositories> MakeAsync(CancellationToken cancellationToken)
    {
        var made = new KnownRepositories();
        string script = Path.Combine(ScriptWorld.TestData, "vcstest", "repositories.sh");
        var (code, _, error) = await ExternalProgram.RunAsync(
            "/bin/sh", [script, made._files["git"]], cancellationToken, made._files.Root, new Dictionary<string, string> { ["HOME"] = made._files.Root });
        if (code != 0)
        {
            throw new InvalidOperationException($"{script} failed:\n{error}");
        }

        made._files.Write("home/.gitconfig", $"[url \"file://{made._files["git"]}/\"]\n\tinsteadOf = https://vcs-test.golang.org/git/\n");
        return made;
    }

    /// <summary>A file beside the repositories.</summary>
    public string Write(string name, string text) => _files.Write(name, text);

    /// <summary>Where a repository is.</summary>
    public string Repository(string name) => _files["git/" + name];

    /// <summary>A new, empty module cache.</summary>
    public string NewCache() => _files[$"cache{_caches++}"];

    /// <summary>Runs <c>mod download</c>; the cache's path is replaced by <c>$CACHE</c>.</summary>
    public async Task<(int Code, string Output, string Error)> DownloadAsync(
        string program, string cache, CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        Directory.CreateDirectory(_files["at"]);
        var variables = new Dictionary<string, string>
        {
            ["HOME"] = _files["home"],
            ["GOPATH"] = _files["gopath"],
            ["GOMODCACHE"] = cache,
            ["GOPROXY"] = "direct",
            ["GOSUMDB"] = "off",
            ["GOFLAGS"] = "-modcacherw",
            ["GOENV"] = "off",
            ["GOVCS"] = "*:all",
            ["GOTOOLCHAIN"] = "local",
            ["SUTLER_RETRIES"] = "0",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_ALLOW_PROTOCOL"] = "https:file",
        };
        if (ScriptWorld.GoRoot is { } root)
        {
            variables["GOROOT"] = root;
        }

        var (code, output, error) = await ExternalProgram.RunAsync(program, ["mod", "download", .. arguments], cancellationToken, _files["at"], variables);
        return (code, output.Replace(cache, "$CACHE", StringComparison.Ordinal), error.Replace(cache, "$CACHE", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();
}
