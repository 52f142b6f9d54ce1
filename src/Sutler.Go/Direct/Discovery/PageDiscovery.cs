using Sutler.Errors;
using Sutler.GoModules;
using Sutler.GoModules.Repositories;

namespace Sutler.Go.Direct.Discovery;

/// <summary>Finds a repository by asking the host of the path, and then the root it names whether it says the same. Spec: DISC-5 to DISC-11.</summary>
/// <remarks>Failures are the go command's texts behind <c>unrecognized import path "p": </c>.</remarks>
internal sealed class PageDiscovery(GoGetPages pages)
{
    /// <summary>The repository of <paramref name="path"/>; GOVCS has not been asked about it.</summary>
    public async Task<RepositoryRoot> FindAsync(string path, bool isInsecure, CancellationToken cancellationToken)
    {
        var page = await pages.ReadAsync(path, isInsecure, cancellationToken);
        if (page.Silence is { } silence)
        {
            throw new SutlerException($"{(isInsecure ? "http/" : "")}https fetch: {silence.Message}", silence);
        }

        ThrowIfUnreadable(page, path);
        var tag = Match(page, path);
        if (!string.Equals(tag.Prefix, path, StringComparison.Ordinal))
        {
            await ConfirmAsync(page, tag, path, isInsecure, cancellationToken);
        }

        return Check(page, tag);
    }

    private static GoImport Match(GoGetPage page, string path)
    {
        if (page.Tags.TryMatch(path, out var tag, out var mismatches))
        {
            return tag;
        }

        throw new SutlerException(mismatches is null
            ? $"parse {GoGetPages.Address(path)}: multiple meta tags match import path {GoQuoting.Quote(path)}"
            : $"parse {page.Url}: no go-import meta tags ({mismatches})");
    }

    // Else who may write the page of one directory could pass another repository off as the root of all. Spec: DISC-9.
    private async Task ConfirmAsync(GoGetPage page, GoImport tag, string path, bool isInsecure, CancellationToken cancellationToken)
    {
        var root = await pages.ReadAsync(tag.Prefix, isInsecure, cancellationToken);
        if (root.Silence is { } silence)
        {
            throw new SutlerException($"fetching {tag.Prefix}: {silence.Message}", silence);
        }

        ThrowIfUnreadable(root, root.Url);
        if (root.Tags.Count == 0)
        {
            throw new SutlerException($"fetching {tag.Prefix}: no go-import meta tag found in {root.Url}");
        }

        if (!root.Tags.TryMatch(path, out var confirmed, out _) || confirmed != tag)
        {
            throw new SutlerException($"{page.Url} and {GoGetPages.Address(tag.Prefix)} disagree about go-import for {tag.Prefix}");
        }
    }

    private static void ThrowIfUnreadable(GoGetPage page, string name)
    {
        if (page.Refusal is { } refusal)
        {
            throw refusal;
        }

        if (page.Damage is { } damage)
        {
            throw new SutlerException($"parsing {name}: {damage}");
        }
    }

    private static RepositoryRoot Check(GoGetPage page, GoImport tag)
    {
        if (RepositoryUrls.Refusal(tag.Url) is { } refusal)
        {
            throw new SutlerException($"{page.Url}: invalid repo root {GoQuoting.Quote(RepositoryUrls.Shown(tag.Url))}: {refusal}");
        }

        if (RepositoryUrls.SubdirectoryRefusal(tag.Subdirectory) is { } otherwise)
        {
            throw new SutlerException($"{page.Url}: invalid subdirectory {GoQuoting.Quote(tag.Subdirectory)}: {otherwise}");
        }

        if (!tag.IsProxy && VersionControl.Find(tag.Vcs) is null)
        {
            throw new SutlerException($"{page.Url}: unknown vcs {GoQuoting.Quote(tag.Vcs)}");
        }

        return new RepositoryRoot(tag.Prefix, tag.Vcs, tag.Url) { Subdirectory = tag.Subdirectory };
    }
}
