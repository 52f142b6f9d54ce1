using System.Text.RegularExpressions;
using Sutler.TestKit;

namespace Sutler.Scripts.Direct;

/// <summary>One tool (go or Sutler) with a home and a module cache of its own, outside any module.</summary>
public sealed class DirectTool : IDisposable
{
    private readonly string _program;
    private readonly IReadOnlyDictionary<string, string> _variables;

    /// <summary>An empty cache; <paramref name="variables"/> tell the tool of its world.</summary>
    public DirectTool(string program, IReadOnlyDictionary<string, string> variables)
    {
        _program = program;
        Root = Directory.CreateTempSubdirectory("sutler-direct-").FullName;
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Path.Combine(Root, "at"));
        _variables = new Dictionary<string, string>(variables, StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = Home,
            ["USER"] = "gopher", // fossil wants to know
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(Root, "tmp")).FullName,
            ["GOPATH"] = Path.Combine(Root, "gopath"),
            ["GOMODCACHE"] = Cache,
            ["GOROOT"] = Path.GetDirectoryName(Path.GetDirectoryName(Oracle.Corpus.Go))!,
            ["GOFLAGS"] = "",
            ["GOENV"] = "off",
            ["GOVCS"] = "*:all",
            ["GOTOOLCHAIN"] = "local",
            ["GOTELEMETRY"] = "off",
            ["SUTLER_RETRIES"] = "0",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["TZ"] = "America/New_York", // times are in UTC wherever one is
            ["LC_ALL"] = "C.UTF-8",
        };
    }

    public string Root { get; }

    public string Home => Path.Combine(Root, "home");

    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Runs <c>mod download</c> with more arguments to its end; paths of this tool are replaced by names.</summary>
    public Task<DirectOutcome> DownloadAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        RunAsync(_program, new Dictionary<string, string>(), arguments, cancellationToken);

    /// <summary>Lets the real go command look into this cache, with nothing else to ask.</summary>
    public Task<DirectOutcome> GoOfflineAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        RunAsync(Oracle.Corpus.Go, new Dictionary<string, string> { ["GOPROXY"] = "off" }, arguments, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => TestFiles.DeleteTree(Root);

    private async Task<DirectOutcome> RunAsync(
        string program, IReadOnlyDictionary<string, string> more, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(_variables, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        var (code, output, error) = await ExternalProgram.RunAsync(program, ["mod", "download", .. arguments], cancellationToken, Path.Combine(Root, "at"), variables);
        return new DirectOutcome(code, Named(output), Named(error));
    }

    private string Named(string text) => text.Replace(Cache, "$CACHE", StringComparison.Ordinal).Replace(Root, "$ROOT", StringComparison.Ordinal);
}

/// <summary>What a run answered.</summary>
public sealed partial record DirectOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>The same without what Sutler adds behind go's text, each line marked as its own.</summary>
    public DirectOutcome WithoutExplanations() =>
        this with { Error = string.Concat(Error.Split('\n').Where(line => !line.StartsWith("sutler: ", StringComparison.Ordinal)).Select(line => line + "\n"))[..^1] };

    /// <summary>The same without what the references were called that led to commits.</summary>
    public DirectOutcome WithoutReferences() => this with { Output = Reference().Replace(Output, "") };

    [GeneratedRegex(",\\n\\t\\t\"Ref\": \"[^\"]*\"")]
    private static partial Regex Reference();

    /// <inheritdoc/>
    public override string ToString() => $"exit status {ExitCode}\n[stdout]\n{Output}[stderr]\n{Error}";
}
