using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Bazaar;

/// <summary>Bazaar, and Breezy, which is its program today. Spec: OTHER-4.</summary>
/// <remarks>
/// A branch is copied without a tree of files, which nobody needs. As in go 1.24 the archive of a directory has that directory's files at
/// its root, where a module in that directory does not look for them: such a module is empty.
/// </remarks>
public sealed class BazaarTable : ZipCommandTable
{
    /// <inheritdoc/>
    public override string Vcs => "bzr";

    /// <inheritdoc/>
    public override string Marker => ".bzr";

    /// <inheritdoc/>
    public override string Latest => "revno:-1";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Clone(string url) => Command("branch", "--use-existing-dir", "--no-tree", "--standalone", "--", url, ".");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fetch => Command("pull", "--overwrite-tags");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tags(string url) => Command("tags");

    /// <inheritdoc/>
    public override string? ReadTag(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var end = line.AsSpan().IndexOfAny(' ', '\t');
        var tag = end < 0 ? line : line[..end];
        return tag.Length == 0 || tag.StartsWith("revno:-", StringComparison.Ordinal) ? null : tag;
    }

    /// <inheritdoc/>
    public override bool IsPlain(string revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        return !revision.Contains("..", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Log(string url, string revision) => Command("log", "-l1", "--long", "--show-ids", "-r", Specify(revision));

    /// <inheritdoc/>
    public override CodeRevision? ReadLog(string asked, string said) => BazaarLog.Read(asked, said);

    /// <inheritdoc/>
    public override bool SaysUnknown(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Says("does not exist in branch", "No such tag", "Invalid revision", "revision 0 is invalid");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cat(string url, string revision, string path) => Command("cat", "-r", "revno:" + revision, "--", path);

    /// <inheritdoc/>
    public override bool SaysNoFile(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Says("is not present in revision");
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Zip(string work, string revision, string directory, string target) =>
        Command("export", "--format=zip", "-r", "revno:" + revision, "--root=prefix/", "--", target, directory.Length == 0 ? work : Path.Combine(work, directory));

    private static string[] Command(params ReadOnlySpan<string> arguments) => ["bzr", "--no-aliases", .. arguments];

    // A name with a slash or colon, or a dot in front, may be another branch, anywhere, whose tip is meant; here it can only be a tag.
    private string Specify(string revision) =>
        revision == Latest || IsNumber(revision) || (revision[0] != '.' && revision.AsSpan().IndexOfAny('/', '\\', ':') < 0) ? revision : "tag:" + revision;

    private static bool IsNumber(string revision) => revision.StartsWith("revno:", StringComparison.Ordinal) && revision["revno:".Length..].All(char.IsAsciiDigit);
}
