using System.Security.Cryptography;

namespace Sutler.Go.Serving;

/// <summary>An answer that is in memory. May be given any number of times: disposing it does nothing.</summary>
public sealed class MemoryContent : ServedContent
{
    private const int TagBytes = 16;

    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Takes the bytes, which must not change any more.</summary>
    public MemoryContent(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Tag = Convert.ToHexStringLower(SHA256.HashData(bytes.Span).AsSpan(0, TagBytes));
    }

    /// <inheritdoc/>
    public override long? Length => _bytes.Length;

    /// <inheritdoc/>
    public override string? Tag { get; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte>? Bytes => _bytes;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rest = offset < _bytes.Length ? _bytes[(int)offset..] : default;
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return ValueTask.FromResult(count);
    }
}
