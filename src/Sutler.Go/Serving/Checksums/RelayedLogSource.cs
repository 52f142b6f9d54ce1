using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.TransparencyLog;
using Sutler.Transfer.Http;

namespace Sutler.Go.Serving.Checksums;

/// <summary>Asks one database, or the proxy that relays it, for files that nobody trusts yet: each once at a time, within limits. Spec: SUMDB-5, SUMDB-6.</summary>
/// <param name="settings">The database.</param>
/// <param name="proxies">Gives the elements of GOPROXY.</param>
/// <param name="reader">The network.</param>
/// <param name="time">For limits.</param>
/// <param name="patience">How long one file may take.</param>
internal sealed class RelayedLogSource(
    ChecksumDatabaseSettings settings, Func<IReadOnlyList<ProxyListEntry>> proxies, IUrlReader reader, TimeProvider time, TimeSpan patience)
{
    /// <summary>The most that an answer to a lookup, or a head, may have: far above both.</summary>
    private const int MaxText = 1 << 20;

    // A proxy may begin to relay the database, or cease to, while the server runs.
    private static readonly TimeSpan AddressLife = TimeSpan.FromMinutes(10);

    private readonly OnceMap<string, byte[]> _reads = new(remembers: false);
    private readonly Lock _lock = new();
    private ChecksumDatabaseAddress? _address;
    private DateTimeOffset _addressUntil;

    /// <summary>A text such as <c>latest</c> or <c>lookup/…</c>.</summary>
    internal Task<byte[]> ReadTextAsync(string name, CancellationToken cancellationToken) => ReadAsync(name, MaxText, cancellationToken);

    /// <summary>A tile; where the database has dropped the narrow form since, the beginning of the full one. Spec: TLOG-7.</summary>
    internal async Task<LogTile> ReadTileAsync(TileCoordinate tile, CancellationToken cancellationToken)
    {
        try
        {
            return TileOf(tile, await ReadAsync(tile.Path, tile.ByteCount, cancellationToken));
        }
        catch (SutlerException absent) when (absent.IsNotExist && !tile.IsFull)
        {
            // What is beyond the width asked for stays behind: the head does not prove it.
            var full = TileOf(tile.Full, await ReadAsync(tile.Full.Path, tile.Full.ByteCount, cancellationToken));
            return new LogTile(tile, full.Row[..tile.ByteCount]);
        }
    }

    private static LogTile TileOf(TileCoordinate tile, byte[] row) => row.Length == tile.ByteCount
        ? new LogTile(tile, row)
        : throw new VerificationException($"{tile.Path} has {row.Length} bytes, not {tile.ByteCount}");

    private Task<byte[]> ReadAsync(string name, int limit, CancellationToken cancellationToken) =>
        _reads.GetAsync(name, token => ReadOnceAsync(name, limit, token), cancellationToken);

    private async Task<byte[]> ReadOnceAsync(string name, int limit, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var address = Address();
        try
        {
            return await reader.ReadAsync(await ResolveAsync(address, "/" + name, either.Token), limit, either.Token);
        }
        catch (OperationCanceledException slow) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TransferException($"{settings.Name} did not answer within {patience.TotalSeconds:0} seconds", slow) { Fault = TransferFault.Timeout };
        }
    }

    private ChecksumDatabaseAddress Address()
    {
        lock (_lock)
        {
            if (_address is null || time.GetUtcNow() >= _addressUntil)
            {
                (_address, _addressUntil) = (new ChecksumDatabaseAddress(settings, proxies, reader), time.GetUtcNow() + AddressLife);
            }

            return _address;
        }
    }

    // The address remembers that it was not found; the next request is to look again.
    private async Task<string> ResolveAsync(ChecksumDatabaseAddress address, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await address.ResolveAsync(path, cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                _address = _address == address ? null : _address;
            }

            throw;
        }
    }
}
