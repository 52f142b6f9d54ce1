using System.Runtime.ExceptionServices;
using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Resolves the versions of a main go.mod that are not canonical, such as <c>v1.5</c> or a branch. Spec: GOMOD-15.</summary>
/// <remarks>
/// Parsing is pure and cannot wait for the network: a first parse collects the queries, all are asked at once, a second parse uses the answers.
/// </remarks>
internal sealed class VersionFixes
{
    private readonly Func<string, string, CancellationToken, Task<string>> _resolve;
    private readonly Dictionary<(string Path, string Version), object> _answers = [];
    private readonly HashSet<(string Path, string Version)> _wanted = [];

    internal VersionFixes(Func<string, string, CancellationToken, Task<string>> resolve) => _resolve = resolve;

    /// <summary>Whether a version was replaced by another, which makes the file dirty.</summary>
    internal bool Fixed { get; private set; }

    internal async Task<GoModFile> ParseAsync(Func<VersionFixer, GoModFile> parse, CancellationToken cancellationToken)
    {
        try
        {
            var file = parse(Fix);
            if (_wanted.Count == 0)
            {
                return file;
            }
        }
        catch (GoFileException) when (_wanted.Count > 0)
        {
            // Errors of versions not yet resolved mean nothing; the second parse tells the true ones.
        }

        await Task.WhenAll(_wanted.ToList().Select(query => AnswerAsync(query, cancellationToken)));
        _wanted.Clear();
        return parse(Fix);
    }

    private async Task AnswerAsync((string Path, string Version) query, CancellationToken cancellationToken)
    {
        object answer;
        try
        {
            answer = await _resolve(query.Path, query.Version, cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            answer = error;
        }

        lock (_answers)
        {
            _answers[query] = answer;
        }
    }

    private string Fix(string path, string version)
    {
        version = WithoutOldGopkgMark(path, version);
        if (!ModulePathRules.TrySplitMajor(path, out _, out var pathMajor))
        {
            throw new ModuleException(new ModuleId(path, ""), new InvalidVersionException(version, $"malformed module path {GoModules.GoQuoting.Quote(path)}"));
        }

        if (version.Length > 0 && SemanticVersion.CanonicalVersion(version) == version)
        {
            return ModulePathRules.CheckPathMajor(version, pathMajor) is { } error
                ? throw new ModuleException(new ModuleId(path, version), new SutlerException(error.Reason))
                : version;
        }

        if (!_answers.TryGetValue((path, version), out var answer))
        {
            _wanted.Add((path, version));
            return version;
        }

        if (answer is SutlerException failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        Fixed |= (string)answer != version;
        return (string)answer;
    }

    // Early drafts of Go modules wrote "v0.0.0-gopkgin-v2.0.0"-like versions; the part after the mark is what was meant.
    private static string WithoutOldGopkgMark(string path, string version)
    {
        const string Mark = "-gopkgin-";
        var at = path.StartsWith("gopkg.in/", StringComparison.Ordinal) ? version.IndexOf(Mark, StringComparison.Ordinal) : -1;
        return at < 0 ? version : version[(at + Mark.Length)..];
    }
}
