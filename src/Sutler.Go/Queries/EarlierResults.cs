using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>The results of an earlier run, by what was asked, and whether a source says that they still hold. Spec: REUSE rules.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class EarlierResults
{
    private readonly Dictionary<ModuleId, EarlierResult> _byQuestion = [];

    /// <summary>Indexes the results; of two to the same question the later counts.</summary>
    public EarlierResults(IEnumerable<EarlierResult> results)
    {
        foreach (var result in results)
        {
            _byQuestion[new ModuleId(result.Path, result.Version)] = result;
            if (result.Query.Length > 0)
            {
                _byQuestion[new ModuleId(result.Path, result.Query)] = result;
            }
        }
    }

    /// <summary>The earlier result of a question, unchecked; null when there is none.</summary>
    public EarlierResult? Find(string path, string query) => _byQuestion.GetValueOrDefault(new ModuleId(path, query));

    /// <summary>The earlier answer to a question if the repository confirms it.</summary>
    public async Task<RevisionInfo?> AnswerAsync(string path, string query, IModuleRepository repository, CancellationToken cancellationToken) =>
        Find(path, query) is { } earlier && await HoldsAsync(earlier, path, query, repository, cancellationToken)
            ? new RevisionInfo { Version = earlier.Version, Origin = earlier.Origin }
            : null;

    /// <summary>Whether the repository confirms an earlier result of a question.</summary>
    public static async Task<bool> HoldsAsync(
        EarlierResult earlier, string path, string query, IModuleRepository repository, CancellationToken cancellationToken) =>
        IsSufficient(path, query, earlier.Origin) && await repository.StillHoldsAsync(earlier.Origin, cancellationToken);

    /// <summary>Whether an origin says enough to judge an answer to such a query by. Spec: REUSE-4.</summary>
    private static bool IsSufficient(string path, string query, Origin origin)
    {
        var namesCommit = origin.Hash.Length > 0 || origin.Ref.Length > 0;
        return origin.RepoSum.Length > 0
            || (SemanticVersion.CanonicalVersion(query) == query ? namesCommit || origin.TagSum.Length > 0
                : origin.TagSum.Length > 0 && (namesCommit || !VersionQuery.IsRevision(path, query)));
    }
}
