using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Fossil;

/// <summary>Fossil. Spec: OTHER-5.</summary>
/// <remarks>
/// As in go 1.24 no tags are listed: a version is found by its name, but none is suggested. And what is archived of a directory is a file
/// of that name, of which there is none: a module below the root is empty.
/// </remarks>
public sealed class FossilTable : ZipCommandTable
{
    private const string Repository = ".fossil";

    /// <inheritdoc/>
    public override string Vcs => "fossil";

    /// <inheritdoc/>
    public override string Marker => Repository;

    /// <inheritdoc/>
    public override string Latest => "trunk";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string> user)
    {
        // A clone has an owner, by name; where nobody has one, as in a container, fossil makes none.
        string[] names = ["FOSSIL_USER", "USER", "LOGNAME", "USERNAME"];
        return names.Any(name => user?.GetValueOrDefault(name, "").Length > 0)
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { [names[0]] = "anonymous" };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Clone(string url) => ["fossil", "clone", "--", url, Repository];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fetch => ["fossil", "pull", "-R", Repository];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Log(string url, string revision) => ["fossil", "info", "-R", Repository, Specify(revision)];

    /// <inheritdoc/>
    public override CodeRevision? ReadLog(string asked, string said) => FossilInfo.Read(asked, said);

    /// <inheritdoc/>
    public override bool SaysUnknown(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Says("cannot resolve name", "ambiguous", "no such");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cat(string url, string revision, string path) =>
        ["fossil", "cat", "-R", Repository, "-r", revision, "--", path];

    /// <inheritdoc/>
    public override bool SaysNoFile(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Says("does not exist in check-in");
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Zip(string work, string revision, string directory, string target)
    {
        // It is a list of patterns to fossil, in which these have a meaning.
        string[] below = directory.Length == 0 || directory.AsSpan().IndexOfAny("*?[],") >= 0 ? [] : ["--include", directory];
        return ["fossil", "zip", "-R", Path.Combine(work, Repository), "--name", "prefix", .. below, "--", revision, target];
    }

    // A name with a slash or a dot in front may be a file, of which fossil would tell; one with a colon is a question of its own. Here it can only be a tag.
    private static string Specify(string revision) => revision[0] == '.' || revision.AsSpan().IndexOfAny('/', '\\', ':') >= 0 ? "tag:" + revision : revision;
}
