using Sutler.Errors;
using Sutler.Go.Direct.Archives;
using Sutler.Go.Direct.Git;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what git says.</summary>
public static class GitFuzzTargets
{
    /// <summary>A listing of refs never fails; its tags are sorted, each once, and stand for hashes, and its sums have the one form.</summary>
    public static void GitRefListings(ReadOnlySpan<byte> data)
    {
        var refs = GitRefs.Parse(data);
        var tags = refs.Tags("");
        Demand(tags.All(tag => tag.Hash.Length is 40 or 64 && tag.Hash.All(char.IsAsciiHexDigitLower)), "a tag stands for no hash");
        Demand(tags.Select(tag => tag.Name).Distinct(StringComparer.Ordinal).Count() == tags.Count, "a tag stands there twice");
        Demand(tags.All(tag => refs.Find("refs/tags/" + tag.Name) == tag.Hash && refs.TagsOn(tag.Hash).Contains(tag.Name)), "a tag is not found");
        Demand(refs.RepoSum.StartsWith("r1:", StringComparison.Ordinal) && refs.RepoSum.Length == 47, "a sum is none");
        Demand(GitRefs.TagSum(tags, "").StartsWith("t1:", StringComparison.Ordinal), "a sum is none");
        Demand(refs.Tags("v").Count <= tags.Count, "a prefix makes more of them");
    }

    /// <summary>A tar is refused, or all its members lie in it.</summary>
    public static void SourceTars(ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        List<TarMember> members = [];
        try
        {
            members.AddRange(new TarReader(bytes.Length, (offset, into) => bytes.AsSpan((int)offset, into.Length).CopyTo(into)).ReadAll());
        }
        catch (SutlerException)
        {
            return;
        }

        long end = 0;
        foreach (var member in members)
        {
            Demand(member.Start >= end && member.Size >= 0 && member.Start + member.Size <= bytes.Length, "a member does not lie in the tar, or in another one");
            end = member.Start + member.Size;
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
