using System.Text;
using Sutler.GoModules.Repositories;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what says where repositories are.</summary>
public static class RepositoriesFuzzTargets
{
    /// <summary>A page gives tags with three or four fields without blanks, or a reason; a cut of it gives no more than the whole.</summary>
    public static void GoImportPages(ReadOnlySpan<byte> data)
    {
        var (tags, error) = GoImportScanner.Scan(data, allowSubdirectories: true);
        Demand(error is null || tags.Count == 0, "a page has tags and cannot be read");
        Demand(error is null || (error.Reason.StartsWith("XML syntax error on line ", StringComparison.Ordinal) || error.Reason.StartsWith("xml: ", StringComparison.Ordinal)), "an unknown reason");
        Demand(GoImportScanner.Scan(data, allowSubdirectories: false).Tags.Count <= tags.Count, "a subdirectory takes tags away");
        if (tags.TryMatch("a.b/c", out var tag, out _))
        {
            Demand(new[] { tag.Prefix, tag.Vcs, tag.Url }.All(field => field.Length > 0 && !field.Any(char.IsWhiteSpace)), "a field is empty or has blanks");
            Demand(tag.Prefix is "a.b" or "a.b/" or "a.b/c", "a tag of another path");
        }
    }

    /// <summary>What a path says lies within the path, and no URL of it can be taken for an option.</summary>
    public static void RepositoryPaths(ReadOnlySpan<byte> data)
    {
        var path = Encoding.UTF8.GetString(data);
        switch (KnownHosts.Read(path))
        {
            case KnownPlace.At at:
                Demand(IsWithin(path, at.Root) && at.Url == "https://" + at.Root, "the URL is not that of the root");
                break;
            case KnownPlace.Behind behind:
                Demand(IsWithin(path, behind.Root) && behind.Root == $"{behind.Address}.{behind.System}", "the address is not that of the root");
                break;
        }

        if (LaunchpadPath.Read(path) is { } branch)
        {
            Demand(IsWithin(path, branch.Root) && (branch.Project is null || IsWithin(branch.Root, branch.Project)), "the branch is not in the path");
        }
    }

    /// <summary>GOVCS is refused, or decides the same however its entries are spaced.</summary>
    public static void GoVcsSetting(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        if (!GoVcsPolicy.TryParse(text, out var policy, out _))
        {
            return;
        }

        var spaced = text.Trim().Length == 0 ? " " : text.Replace(",", " , ", StringComparison.Ordinal);
        Demand(GoVcsPolicy.TryParse(spaced, out var again, out _), "blanks make it unreadable");
        foreach (var system in VersionControl.All)
        {
            Demand(policy.Allows("a.b/c", false, system.Command) == again!.Allows("a.b/c", false, system.Command), "blanks change it");
            Demand(policy.Allows("a.b/c", true, system.Command) == (policy.Refusal("a.b/c", true, system) is null), "what is allowed is refused");
        }
    }

    private static bool IsWithin(string path, string prefix) =>
        path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal);

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
