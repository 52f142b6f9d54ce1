namespace Sutler.Bench;

/// <summary>A program that is measured, with a home and caches of its own.</summary>
/// <param name="program">Its binary.</param>
/// <param name="directory">For its home, cache and copy of the application.</param>
/// <param name="goRoot">GOROOT for both, so that both know the same go.</param>
/// <param name="leavesCaches">
/// Whether an old cache stays where it is and a new one is made beside it: ext4 does not use an inode again for minutes, and whoever
/// creates files meanwhile pays for looking at all that were deleted.
/// </param>
internal sealed class Contender(string program, string directory, string goRoot, bool leavesCaches)
{
    private string _cache = Path.Join(directory, "cache");
    private int _caches;
    private readonly string _application = Path.Join(directory, "app");
    private readonly string _home = Path.Join(directory, "home");

    /// <summary>Its binary.</summary>
    public string Program => program;

    /// <summary>Its module cache.</summary>
    public string Cache => _cache;

    /// <summary>Puts the application, if any, in place and, unless <paramref name="keepCache"/>, empties the cache.</summary>
    public void Prepare(string? application, bool keepCache)
    {
        Scratch.Remove(_application);
        Directory.CreateDirectory(_application);
        Directory.CreateDirectory(_home);
        foreach (var file in application is null ? [] : Directory.EnumerateFiles(application))
        {
            File.Copy(file, Path.Join(_application, Path.GetFileName(file)));
        }

        if (keepCache)
        {
            return;
        }

        if (leavesCaches)
        {
            _cache = Path.Join(directory, $"cache-{++_caches}");
        }
        else
        {
            Scratch.Remove(_cache);
        }
    }

    /// <summary>Writes what git reads as the user's configuration.</summary>
    public void ConfigureGit(string text)
    {
        Directory.CreateDirectory(_home);
        File.WriteAllText(Path.Join(_home, ".gitconfig"), text);
    }

    /// <summary>Runs it once.</summary>
    public ProcessOutcome Run(IReadOnlyList<string> arguments, string proxy, string? authorityFile)
    {
        var environment = Environment(proxy);
        if (authorityFile is not null)
        {
            environment["SSL_CERT_FILE"] = authorityFile;
        }

        return MeasuredProcess.Run(program, arguments, _application, environment);
    }

    /// <summary>Throws unless <paramref name="go"/> finds all modules of the application whole in the cache, without a proxy.</summary>
    public void VerifyWith(string go)
    {
        var outcome = MeasuredProcess.Run(go, ["mod", "verify"], _application, Environment("off"));
        if (outcome.ExitCode != 0)
        {
            throw new InvalidOperationException($"go mod verify: {outcome.Text}");
        }
    }

    private Dictionary<string, string> Environment(string proxy) => new()
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = _home,
        ["GOPATH"] = Path.Join(directory, "gopath"),
        ["GOMODCACHE"] = _cache,
        ["GOROOT"] = goRoot,
        ["GOPROXY"] = proxy,
        ["GOSUMDB"] = "off",
        ["GOTOOLCHAIN"] = "local",
        ["GOFLAGS"] = "",
        ["GOENV"] = "off",
    };
}
