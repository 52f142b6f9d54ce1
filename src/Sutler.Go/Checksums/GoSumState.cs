using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Loading;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Checksums;

/// <summary>go.sum (and the members' files in a workspace) during one run: what it says, what this run used and what it found new.</summary>
/// <remarks>Thread-safe. Read lazily, at the first question. Spec: GOSUM-1 to GOSUM-9, WRITE-6.</remarks>
public sealed class GoSumState : IDisposable
{
    private readonly ProjectFiles _files;
    private readonly string _path;
    private readonly IReadOnlyList<string> _memberPaths;
    private readonly Action<string> _warn;
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _lock = new();
    private readonly HashSet<ModuleId> _warned = [];
    private readonly Dictionary<(ModuleId Key, string Hash), bool> _used = [];
    private GoSumFile? _sums;
    private List<(string Path, GoSumFile Sums)> _memberSums = [];

    /// <summary>
    /// <paramref name="path"/> is go.sum or go.work.sum, empty outside a module; <paramref name="memberPaths"/> are the members'
    /// go.sum files; <paramref name="warn"/> prints a text as it is.
    /// </summary>
    public GoSumState(ProjectFiles files, string path, IReadOnlyList<string> memberPaths, Action<string> warn)
    {
        _files = files;
        _path = path;
        _memberPaths = memberPaths;
        _warn = warn;
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    /// <summary>
    /// Whether the hash is listed; marks it as used. A different <c>h1:</c> hash ends the run. Spec: WHEN-2, GOSUM-3, GOSUM-7.
    /// </summary>
    public async Task<bool> IsListedAsync(ModuleId key, H1Hash hash, CancellationToken cancellationToken)
    {
        if (_path.Length == 0)
        {
            return false;
        }

        await LoadAsync(cancellationToken);
        lock (_lock)
        {
            _used.TryAdd((key, hash.Text), false);
            return IsListed(key, hash.Text);
        }
    }

    /// <summary>The hashes listed for a key, those of members in a workspace included; marks nothing and complains of nothing.</summary>
    public async Task<IReadOnlyList<string>> ListedAsync(ModuleId key, CancellationToken cancellationToken)
    {
        if (_path.Length == 0)
        {
            return [];
        }

        await LoadAsync(cancellationToken);
        lock (_lock)
        {
            return [.. _sums![key].Concat(_memberSums.SelectMany(member => member.Sums[key])).Distinct()];
        }
    }

    /// <summary>Remembers a hash that go.sum lacks and that was verified otherwise, to be written later. Spec: WHEN-2.</summary>
    public void Add(ModuleId key, H1Hash hash)
    {
        if (_sums is null)
        {
            return;
        }

        lock (_lock)
        {
            AddSum(key, hash.Text);
            _used[(key, hash.Text)] = true;
        }
    }

    /// <summary>Writes go.sum if a new hash is among <paramref name="keep"/>; the side lock is best effort. Spec: WRITE-6, WRITE-7.</summary>
    public async Task WriteAsync(IReadOnlySet<ModuleId> keep, ModuleCache cache, CancellationToken cancellationToken)
    {
        if (_sums is null || !HasNew(keep))
        {
            return;
        }

        if (_files.IsReplaced(_path))
        {
            throw new FatalException("updates to go.sum needed, but go.sum is part of the overlay specified with -overlay") { Prefixed = true };
        }

        try
        {
            using var sideLock = await cache.TryLockSideAsync(cancellationToken);
            await _files.Locked.TransformAsync(_path, data => Merge(data, keep), cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            throw new SutlerException("updating go.sum: " + error.Message, error);
        }
    }

    /// <summary>The file's name without directory; empty outside a module.</summary>
    public string FileName => Path.GetFileName(_path);

    /// <summary>Whether any hash of the key is listed, in the file or a member's; what this run found new does not count.</summary>
    public async Task<bool> ListsAsync(ModuleId key, CancellationToken cancellationToken)
    {
        if (_path.Length == 0)
        {
            return false;
        }

        await LoadAsync(cancellationToken);
        lock (_lock)
        {
            return _sums![key].Any(hash => !_used.GetValueOrDefault((key, hash))) || InMember(key);
        }
    }

    /// <summary>The lines that <see cref="WriteAsync"/> would add. Nothing is written.</summary>
    public async Task<IReadOnlyList<string>> FindChangesAsync(IReadOnlySet<ModuleId> keep, CancellationToken cancellationToken)
    {
        if (_sums is null || !HasNew(keep))
        {
            return [];
        }

        byte[] data;
        try
        {
            data = await _files.ReadAsync(_path, cancellationToken);
        }
        catch (SutlerException error) when (error.IsNotExist)
        {
            data = [];
        }

        var known = Lines(data).ToHashSet();
        return [.. Lines(Merge(data, keep)).Where(line => !known.Contains(line))];
    }

    private static IEnumerable<string> Lines(byte[] data) =>
        System.Text.Encoding.UTF8.GetString(data).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    private bool HasNew(IReadOnlySet<ModuleId> keep)
    {
        lock (_lock)
        {
            return _used.Any(pair => pair.Value && keep.Contains(pair.Key.Key));
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_sums is not null)
        {
            return;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_sums is null)
            {
                var members = new List<(string, GoSumFile)>();
                foreach (var path in _memberPaths)
                {
                    members.Add((path, await ReadAsync(path, cancellationToken)));
                }

                _memberSums = members;
                _sums = await ReadAsync(_path, cancellationToken);
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<GoSumFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] data;
        try
        {
            data = await _files.ReadAsync(path, cancellationToken);
        }
        catch (SutlerException error) when (error.IsNotExist)
        {
            data = [];
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            // The go command goes on as if the file were empty; a check that silently checks nothing is no check. Spec: WRITE-12.
            throw new FatalException(error.Message, error) { Prefixed = true };
        }

        return GoSumFile.Parse(path, data);
    }

    private bool IsListed(ModuleId key, string hash)
    {
        foreach (var other in _sums![key])
        {
            if (other == hash)
            {
                return true;
            }

            ThrowIfH1(key, hash, _path.EndsWith("go.work.sum", StringComparison.Ordinal) ? "go.work.sum" : "go.sum", other);
        }

        var found = false;
        foreach (var (path, sums) in _memberSums)
        {
            foreach (var other in sums[key])
            {
                found |= other == hash;
                if (other != hash)
                {
                    ThrowIfH1(key, hash, path, other);
                }
            }
        }

        return found;
    }

    private static void ThrowIfH1(ModuleId key, string hash, string label, string other)
    {
        if (other.StartsWith("h1:", StringComparison.Ordinal))
        {
            throw new FatalException(
                $"verifying {key.Path}@{key.Version}: checksum mismatch\n\tdownloaded: {hash}\n\t{label}:     {other}{SecurityTexts.GoSumMismatch}",
                new ChecksumMismatchException("checksum mismatch", new ChecksumMismatch(key, hash, other, ChecksumWitness.GoSum)));
        }
    }

    private void AddSum(ModuleId key, string hash)
    {
        if (IsListed(key, hash))
        {
            return;
        }

        var listed = _sums![key];
        if (listed.Count > 0 && _warned.Add(key))
        {
            _warn($"warning: verifying {key.Path}@{key.Version}: unknown hashes in go.sum: {string.Join(", ", listed)}; adding {hash}{SecurityTexts.UnknownAlgorithm}");
        }

        _sums.Add(key, hash);
    }

    // Runs under the file's lock: lines other processes added meanwhile stay, and of ours only those this run used. Spec: GOSUM-6.
    private byte[] Merge(byte[] data, IReadOnlySet<ModuleId> keep)
    {
        lock (_lock)
        {
            _sums = GoSumFile.Parse(_path, data);
            foreach (var (key, hash) in _used.Keys.Where(used => !InMember(used.Key)))
            {
                AddSum(key, hash);
            }

            return _sums.Format((key, hash) => !InMember(key) && (!_used.GetValueOrDefault((key, hash)) || keep.Contains(key)));
        }
    }

    private bool InMember(ModuleId key) => _memberSums.Exists(member => member.Sums[key].Count > 0);
}
