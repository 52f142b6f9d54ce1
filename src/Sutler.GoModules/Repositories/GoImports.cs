using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.GoModules.Repositories;

/// <summary>The <c>go-import</c> tags of a page, and which of them a module path belongs to. Spec: DISC-8.</summary>
public sealed class GoImports
{
    private readonly IReadOnlyList<GoImport> _tags;

    /// <summary>Takes the tags in the order of the page.</summary>
    public GoImports(IEnumerable<GoImport> tags)
    {
        var all = tags.ToList();
        var proxied = all.Where(tag => tag.IsProxy).Select(tag => tag.Prefix).ToHashSet(StringComparer.Ordinal);
        // A proxy is asked where there is one; the repository behind it is then of no interest.
        _tags = [.. all.Where(tag => tag.IsProxy), .. all.Where(tag => !tag.IsProxy && !proxied.Contains(tag.Prefix))];
    }

    /// <summary>How many count.</summary>
    public int Count => _tags.Count;

    /// <summary>The tag that <paramref name="path"/> belongs to.</summary>
    /// <param name="path">A module path.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="mismatches">Where none fits, which there are: <c>meta tag x did not match import path y</c>; null where several fit.</param>
    public bool TryMatch(string path, out GoImport tag, out string? mismatches)
    {
        var fitting = _tags.Where(candidate => KnownHosts.IsWithin(path, candidate.Prefix)).ToList();
        mismatches = fitting.Count > 0 ? null
            : string.Join(", ", _tags.Select(candidate => $"meta tag {candidate.Prefix} did not match import path {path}"));
        tag = fitting.FirstOrDefault();
        return fitting.Count == 1 || (fitting.Count > 1 && tag.IsProxy && !fitting[1].IsProxy);
    }
}
