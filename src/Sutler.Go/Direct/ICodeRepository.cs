using Sutler.Go.Sources;

namespace Sutler.Go.Direct;

/// <summary>
/// One repository in version control, as far as modules are concerned with it: revisions, tags, files and source archives. It knows nothing
/// of module paths or pseudo-versions.
/// </summary>
/// <remarks>
/// What is asked for at the same time is fetched together: a run that needs many revisions of one repository goes to the network once.
/// Every failure is a <see cref="Sutler.Errors.SutlerException"/>; <c>IsNotExist</c> on it says that the revision or file is not there, as
/// opposed to a repository that could not be asked (DISC-12). One that knows where it looked is a
/// <see cref="FailureWithOriginException"/>. Thread-safe. Spec: 06, GIT and OTHER rules.
/// </remarks>
public interface ICodeRepository
{
    /// <summary>The version-control system: <c>git</c>, <c>hg</c>, <c>svn</c>, <c>bzr</c> or <c>fossil</c>.</summary>
    string Vcs { get; }

    /// <summary>Where it is, as an <see cref="Origin"/> names it; without password.</summary>
    string Url { get; }

    /// <summary>All tags that begin with <paramref name="prefix"/>, sorted by name, and what they were like. Spec: GIT-5, VER-2.</summary>
    Task<CodeTags> TagsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Resolves a tag, branch, commit hash or the beginning of one. Spec: GIT-6, GIT-7.</summary>
    Task<CodeRevision> StatAsync(string revision, CancellationToken cancellationToken);

    /// <summary>
    /// The same for somebody who is going to ask for <see cref="RecentTagAsync"/> or <see cref="DescendsFromAsync"/> with tags of
    /// <paramref name="tagPrefix"/> unless the revision has one itself: what that needs may be fetched at once.
    /// </summary>
    Task<CodeRevision> StatAsync(string revision, string tagPrefix, CancellationToken cancellationToken) => StatAsync(revision, cancellationToken);

    /// <summary>The tip of what the repository shows first. Spec: VER-14.</summary>
    Task<CodeRevision> LatestAsync(CancellationToken cancellationToken);

    /// <summary>A file at a revision; one that is not there has <c>IsNotExist</c>, a larger one fails.</summary>
    /// <param name="revision">What <see cref="CodeRevision.Name"/> was, or anything else that resolves.</param>
    /// <param name="path">Relative to the root of the repository, with <c>/</c>.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    Task<byte[]> ReadFileAsync(string revision, string path, long limit, CancellationToken cancellationToken);

    /// <summary>The source below a directory at a revision, as the version-control system archives it, whatever the repository's own attributes say. Spec: GIT-9, CONT-1.</summary>
    /// <param name="revision">What <see cref="CodeRevision.Name"/> was, or anything else that resolves.</param>
    /// <param name="directory">Relative to the root, with <c>/</c>; empty for the whole tree. One that is not there has <c>IsNotExist</c> (GIT-10).</param>
    /// <param name="limit">The most bytes the archive may have; a larger one fails with <c>downloaded zip file too large</c> (CONT-3).</param>
    /// <param name="cancellationToken">Ends the question.</param>
    Task<CodeArchive> ArchiveAsync(string revision, string directory, long limit, CancellationToken cancellationToken);

    /// <summary>
    /// The highest semantic version among the tags <c>prefix + version</c> of the revision and its ancestors that <paramref name="allowed"/> lets pass;
    /// null when there is none, or the system cannot tell (OTHER-1). The whole tag is given to <paramref name="allowed"/> and returned, the prefix
    /// included. Spec: VER-10, VER-12.
    /// </summary>
    /// <remarks><paramref name="allowed"/> may read files of the repository; it is best asked from the highest tag downwards.</remarks>
    Task<string?> RecentTagAsync(string revision, string prefix, Func<string, CancellationToken, Task<bool>> allowed, CancellationToken cancellationToken);

    /// <summary>Whether a tag is the revision itself or one of its ancestors. A tag that is not there is no ancestor; a revision that is not there fails. Spec: PSV-1.</summary>
    Task<bool> DescendsFromAsync(string revision, string tag, CancellationToken cancellationToken);

    /// <summary>Whether what was found in <paramref name="directory"/> under <paramref name="origin"/> would be found again. Spec: REUSE-5.</summary>
    Task<bool> StillHoldsAsync(Origin origin, string directory, CancellationToken cancellationToken);
}
