using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Programs;
using Sutler.GoModules;

namespace Sutler.Go.Direct;

/// <summary>The directory of one repository in the module cache, shared with the go command.</summary>
/// <remarks>
/// <code>
/// GOMODCACHE/cache/vcs/
///   HASH/        the repository; HASH is the SHA-256 of the key, in hexadecimal digits
///   HASH.info    the key: git3:https://github.com/rsc/quote
///   HASH.lock    empty; locked exclusively while the repository is made, fetched into or archived from; never deleted
/// </code>
/// Spec: CACHE-12, LOCK-3.
/// </remarks>
public sealed class WorkDirectory
{
    private readonly FileLocks _locks;
    private readonly ProcessLease _lease;
    private readonly string _key;
    private volatile bool _isNew;

    private WorkDirectory(DirectContext context, string key)
    {
        _locks = context.Locks;
        _lease = new ProcessLease(LockAsync);
        _key = key;
        DirectoryPath = Path.Combine(context.Layout.VcsDirectory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
    }

    /// <summary>Absolute path of the repository.</summary>
    public string DirectoryPath { get; }

    /// <summary>Whether it was made by this run, so that nothing can have been fetched before.</summary>
    public bool IsNew => _isNew;

    private string LockPath => DirectoryPath + ".lock";

    private string InfoPath => DirectoryPath + ".info";

    /// <summary>Opens the directory of a repository, or makes it anew where it or its <c>.info</c> is missing.</summary>
    /// <param name="context">Where and how.</param>
    /// <param name="type"><c>git3</c>, <c>vcs1.hg</c>, <c>vcs1.svn</c>, <c>vcs1.bzr</c> or <c>vcs1.fossil</c>.</param>
    /// <param name="url">The repository's URL, as it was resolved.</param>
    /// <param name="marker">What is in every directory that is complete, such as <c>objects</c>; null when an empty one will do.</param>
    /// <param name="fill">Fills the new, empty directory, under its lock; when it fails the directory is removed.</param>
    /// <param name="cancellationToken">Ends waiting and filling.</param>
    /// <exception cref="SutlerException">The directory belongs to another repository: <c>X.info exists with wrong content (have "a" want "b")</c>.</exception>
    public static async Task<WorkDirectory> OpenAsync(
        DirectContext context, string type, string url, string? marker, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        if (context.Layout.Root.Length == 0)
        {
            throw new SutlerException("neither GOPATH nor GOMODCACHE are set");
        }

        var work = new WorkDirectory(context, $"{type}:{url}");
        context.Programs.Trace($"mkdir -p {context.Layout.VcsDirectory} # {type} {url}");
        DirectoryMaker.Make(context.Layout.VcsDirectory);
        context.Programs.Trace($"# lock {work.LockPath}");
        using (await work.FirstLockAsync(cancellationToken))
        {
            var isMissing = !work.IsComplete(marker);
            context.Programs.Trace(isMissing ? $"mkdir -p {work.DirectoryPath} # {type} {url}" : $"# {work.DirectoryPath} for {type} {url}");
            if (isMissing)
            {
                await work.RemakeAsync(fill, cancellationToken);
            }
        }

        return work;
    }

    /// <summary>Takes the lock that the go command takes for the same. Not re-entrant; taken after a version's lock, never before (LOCK-6).</summary>
    public Task<FileLock> LockAsync(CancellationToken cancellationToken) => _locks.ExclusiveAsync(LockPath, cancellationToken);

    /// <summary>
    /// Takes the same lock for the whole process: others in it may enter meanwhile, other processes wait for the last to leave. For what git
    /// itself allows at the same time.
    /// </summary>
    internal Task<IDisposable> EnterAsync(CancellationToken cancellationToken) => _lease.EnterAsync(cancellationToken);

    /// <summary>Makes the directory anew; to be called under the lock.</summary>
    internal async Task RemakeAsync(Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        TreeRemover.Remove(DirectoryPath);
        DirectoryMaker.Make(DirectoryPath);
        try
        {
            WriteInfo();
            await fill(DirectoryPath, cancellationToken);
            _isNew = true;
        }
        catch
        {
            TreeRemover.RemoveQuietly(DirectoryPath);
            throw;
        }
    }

    private async Task<FileLock> FirstLockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LockAsync(cancellationToken);
        }
        catch (SutlerException failure)
        {
            throw new SutlerException($"codehost.WorkDir: can't find or create lock file: {failure.Message}", failure) { IsNotExist = false };
        }
    }

    private bool IsComplete(string? marker)
    {
        if (!Directory.Exists(DirectoryPath) || ReadInfo() is not { } have)
        {
            return false;
        }

        return have == _key
            ? marker is null || Path.Exists(Path.Combine(DirectoryPath, marker))
            : throw new SutlerException(UrlSecrets.Mask($"{InfoPath} exists with wrong content (have {GoQuoting.Quote(have)} want {GoQuoting.Quote(_key)})"));
    }

    private string? ReadInfo()
    {
        try
        {
            var text = File.ReadAllText(InfoPath);
            return text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return null;
        }
    }

    private void WriteInfo()
    {
        try
        {
            File.WriteAllText(InfoPath, _key);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            throw OsError.Create("open", InfoPath, failure);
        }
    }
}
