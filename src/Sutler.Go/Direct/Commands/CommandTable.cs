using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Commands;

/// <summary>What a version-control system is asked with, and how its answers are read. Has no state.</summary>
/// <remarks>
/// The commands are the go command's; what they have beyond is only what keeps a user's settings or a name from outside from changing
/// their meaning. Spec: OTHER-2 to OTHER-5.
/// </remarks>
public abstract class CommandTable
{
    /// <summary>The system: <c>hg</c>, <c>svn</c>, <c>bzr</c> or <c>fossil</c>.</summary>
    public abstract string Vcs { get; }

    /// <summary>What is in the directory of a clone; null for a system that has none and is asked over the network each time.</summary>
    public virtual string? Marker => null;

    /// <summary>The name of the newest revision.</summary>
    public abstract string Latest { get; }

    /// <summary>What the environment of the commands has beside that of all programs.</summary>
    /// <param name="user">The environment of the run, whose settings are kept where they do no harm.</param>
    public virtual IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string> user) => new Dictionary<string, string>();

    /// <summary>Makes a clone in the empty current directory; null where <see cref="Marker"/> is.</summary>
    public virtual IReadOnlyList<string>? Clone(string url) => null;

    /// <summary>Brings a clone up to date; null where <see cref="Marker"/> is.</summary>
    public virtual IReadOnlyList<string>? Fetch => null;

    /// <summary>Lists tags; null where the go command knows none.</summary>
    public virtual IReadOnlyList<string>? Tags(string url) => null;

    /// <summary>The tag that a line of that list names, or null.</summary>
    public virtual string? ReadTag(string line) => null;

    /// <summary>Whether the list failed because the repository has no place for tags.</summary>
    public virtual bool SaysNoTags(VcsProgramException failure) => false;

    /// <summary>Lists branches, which move, one name a line; null for a system whose names stay.</summary>
    public virtual IReadOnlyList<string>? Branches => null;

    /// <summary>Whether a revision named so from outside can be asked for; others are unknown.</summary>
    public virtual bool IsPlain(string revision) => true;

    /// <summary>Shows a revision.</summary>
    /// <param name="url">The repository.</param>
    /// <param name="revision"><see cref="Latest"/>, or what <see cref="IsPlain"/>; it does not begin with <c>-</c>.</param>
    public abstract IReadOnlyList<string> Log(string url, string revision);

    /// <summary>Reads what <see cref="Log"/> showed; null when that is no revision of the repository.</summary>
    /// <param name="asked">The revision that was asked for.</param>
    /// <param name="said">What the program said.</param>
    /// <exception cref="Sutler.Errors.SutlerException"><c>unexpected response from hg log: "…"</c>.</exception>
    public abstract CodeRevision? ReadLog(string asked, string said);

    /// <summary>Whether <see cref="Log"/> failed because there is no such revision.</summary>
    public abstract bool SaysUnknown(VcsProgramException failure);

    /// <summary>Prints a file.</summary>
    /// <param name="url">The repository.</param>
    /// <param name="revision">A <see cref="CodeRevision.Name"/>.</param>
    /// <param name="path">Relative to the root.</param>
    public abstract IReadOnlyList<string> Cat(string url, string revision, string path);

    /// <summary>Whether <see cref="Cat"/> failed because there is no such file.</summary>
    public abstract bool SaysNoFile(VcsProgramException failure);

    /// <summary>The source below a directory; see <see cref="ICodeRepository.ArchiveAsync"/>.</summary>
    /// <param name="place">Where commands run.</param>
    /// <param name="revision">A <see cref="CodeRevision.Name"/>.</param>
    /// <param name="directory">Relative to the root; empty for the whole tree.</param>
    /// <param name="limit">The most bytes that the archive may have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task<CodeArchive> ArchiveAsync(CommandPlace place, string revision, string directory, long limit, CancellationToken cancellationToken);
}
