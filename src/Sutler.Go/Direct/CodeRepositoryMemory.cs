using Sutler.Go.Sources;
using Sutler.GoModules;

namespace Sutler.Go.Direct;

/// <summary>
/// A repository that is asked for each revision, file and set of tags once a run: all its modules and versions ask much the same.
/// </summary>
/// <remarks>Archives and licenses are not kept: they are large, and wanted once. Thread-safe.</remarks>
internal sealed class CodeRepositoryMemory(ICodeRepository inner) : ICodeRepository
{
    private readonly OnceMap<string, CodeRevision> _revisions = new();
    private readonly OnceMap<string, CodeRevision> _latest = new();
    private readonly OnceMap<string, CodeTags> _tags = new();
    private readonly OnceMap<(string Revision, string Path), byte[]> _files = new();

    public string Vcs => inner.Vcs;

    public string Url => inner.Url;

    public Task<CodeTags> TagsAsync(string prefix, CancellationToken cancellationToken) =>
        _tags.GetAsync(prefix, token => inner.TagsAsync(prefix, token), cancellationToken);

    public Task<CodeRevision> StatAsync(string revision, CancellationToken cancellationToken) =>
        _revisions.GetAsync(revision, token => inner.StatAsync(revision, token), cancellationToken);

    public Task<CodeRevision> StatAsync(string revision, string tagPrefix, CancellationToken cancellationToken) =>
        _revisions.GetAsync(revision, token => inner.StatAsync(revision, tagPrefix, token), cancellationToken);

    public Task<CodeRevision> LatestAsync(CancellationToken cancellationToken) =>
        _latest.GetAsync("", inner.LatestAsync, cancellationToken);

    public Task<byte[]> ReadFileAsync(string revision, string path, long limit, CancellationToken cancellationToken) =>
        path == CodeModule.License
            ? inner.ReadFileAsync(revision, path, limit, cancellationToken)
            : _files.GetAsync((revision, path), token => inner.ReadFileAsync(revision, path, limit, token), cancellationToken);

    public Task<CodeArchive> ArchiveAsync(string revision, string directory, long limit, CancellationToken cancellationToken) =>
        inner.ArchiveAsync(revision, directory, limit, cancellationToken);

    public Task<string?> RecentTagAsync(string revision, string prefix, Func<string, CancellationToken, Task<bool>> allowed, CancellationToken cancellationToken) =>
        inner.RecentTagAsync(revision, prefix, allowed, cancellationToken);

    public Task<bool> DescendsFromAsync(string revision, string tag, CancellationToken cancellationToken) =>
        inner.DescendsFromAsync(revision, tag, cancellationToken);

    public Task<bool> StillHoldsAsync(Origin origin, string directory, CancellationToken cancellationToken) =>
        inner.StillHoldsAsync(origin, directory, cancellationToken);
}
