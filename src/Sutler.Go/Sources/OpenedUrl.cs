using System.Buffers;
using Sutler.Errors;

namespace Sutler.Go.Sources;

/// <summary>The body of a successful answer or an open file.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="Length">Their number, when it is known.</param>
/// <param name="Owner">What to dispose.</param>
internal sealed record OpenedUrl(Stream Body, long? Length, IAsyncDisposable Owner) : IAsyncDisposable
{
    private const int LargestBlock = 64 * 1024;

    /// <summary>The whole body; fails when it has more than <paramref name="limit"/> bytes.</summary>
    public async Task<byte[]> ReadTextAsync(int limit, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream(Length is { } length && length <= limit ? (int)length : 0);
        if (await CopyAsync(whole, limit, cancellationToken) > limit)
        {
            throw new SutlerException($"response is larger than {limit} bytes");
        }
        return whole.ToArray();
    }

    /// <summary>Copies until the end, or until more than <paramref name="limit"/> bytes were seen; returns the number of bytes seen.</summary>
    public async Task<long> CopyAsync(Stream destination, long limit, CancellationToken cancellationToken)
    {
        if (Length > limit)
        {
            return Length.Value;
        }
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Length + 1 ?? LargestBlock, LargestBlock));
        try
        {
            var total = 0L;
            int read;
            while (total <= limit && (read = await ReadAsync(buffer, cancellationToken)) > 0)
            {
                total += read;
                await destination.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, limit + read - total)), cancellationToken);
            }
            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Owner.DisposeAsync();

    // A failing disk under file:// is the source's failure; a failing destination is not.
    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await Body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException failure)
        {
            throw new SutlerException(failure.Message, failure);
        }
    }
}
