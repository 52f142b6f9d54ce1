using System.Collections.Concurrent;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Checksums;

/// <summary>Keeps in memory what the client of the log would write: who only looks leaves no traces.</summary>
internal sealed class UnwrittenLogOps(ITransparencyLogOps inner) : ITransparencyLogOps
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private byte[]? _latest;

    public Task<byte[]> ReadRemoteAsync(string path, CancellationToken cancellationToken) => inner.ReadRemoteAsync(path, cancellationToken);

    public async Task<byte[]?> ReadCacheAsync(string file, CancellationToken cancellationToken) =>
        _files.TryGetValue(file, out var data) ? data : await inner.ReadCacheAsync(file, cancellationToken);

    public Task WriteCacheAsync(string file, byte[] data, CancellationToken cancellationToken)
    {
        _files[file] = data;
        return Task.CompletedTask;
    }

    public async Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _latest) ?? await inner.ReadLatestAsync(cancellationToken);

    public async Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken)
    {
        var before = Volatile.Read(ref _latest);
        var stored = before ?? await inner.ReadLatestAsync(cancellationToken);
        return (stored.Length == 0 || stored.AsSpan().SequenceEqual(old)) && Interlocked.CompareExchange(ref _latest, replacement, before) == before;
    }
}
