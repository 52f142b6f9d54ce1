using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Mercurial;

/// <summary>Mercurial. Spec: OTHER-2.</summary>
/// <remarks>
/// A clone brings no settings, hooks or extensions with it: <c>.hg/hgrc</c> is written here and never sent, so that what runs is what
/// the user's own configuration says. HGPLAIN keeps that from changing what is printed: no aliases, no defaults, no colours, no translation.
/// </remarks>
public sealed class MercurialTable : ZipCommandTable
{
    private const string Tip = "tip";

    /// <inheritdoc/>
    public override string Vcs => "hg";

    /// <inheritdoc/>
    public override string Marker => ".hg";

    /// <inheritdoc/>
    public override string Latest => Tip;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string> user) =>
        new Dictionary<string, string> { ["HGPLAIN"] = "1", ["HGPLAINEXCEPT"] = "" };

    /// <inheritdoc/>
    public override IReadOnlyList<string> Clone(string url) => ["hg", "clone", "-U", "--", url, "."];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fetch => ["hg", "pull", "-f"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tags(string url) => ["hg", "tags", "-q"];

    /// <inheritdoc/>
    public override string? ReadTag(string line) => line == Tip ? null : line;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Branches => ["hg", "branches", "-c", "-q"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Log(string url, string revision) =>
        ["hg", "log", "-l1", "-r", Quote(revision), "--template", "{node} {date|hgdate} {tags}"];

    /// <inheritdoc/>
    public override CodeRevision? ReadLog(string asked, string said)
    {
        var found = MercurialLog.Read(asked, said);

        // These two are the state before the first changeset, and what is not yet committed.
        return found.Name.All(static digit => digit == '0') || found.Name.All(static digit => digit == 'f') ? null : found;
    }

    /// <inheritdoc/>
    public override bool SaysUnknown(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Says("unknown revision", "ambiguous identifier", "hidden revision", "filtered revision");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cat(string url, string revision, string path) => ["hg", "cat", "-r", revision, "--", "path:" + path];

    /// <inheritdoc/>
    public override bool SaysNoFile(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.ExitCode == 1;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Zip(string work, string revision, string directory, string target)
    {
        string[] below = directory.Length == 0 ? [] : ["-I", "path:" + directory];
        return ["hg", "-R", work, "archive", "-t", "zip", "--no-decode", "-r", revision, "--prefix=prefix/", .. below, "--", target];
    }

    // Of these an expression can be made that asks this repository: tip^, or ancestors(stable). With others it could ask for anything,
    // other repositories too; so what has others is looked up as a name.
    private static string Quote(string revision) =>
        revision.All(static letter => char.IsAsciiLetterOrDigit(letter) || "._-+^~()!&|,".Contains(letter, StringComparison.Ordinal))
            ? revision
            : $"'{revision.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
