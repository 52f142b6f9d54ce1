using Microsoft.Win32.SafeHandles;

namespace Sutler.Go.Serving;

/// <summary>The bytes of an answer: in memory, in an open file, or still arriving from a source.</summary>
/// <remarks>Any number of readers may use one at once, each at its own offset. Disposing it ends reading.</remarks>
public abstract class ServedContent : IAsyncDisposable
{
    /// <summary>The media type to answer with. Spec: SRV-3.</summary>
    public required string MediaType { get; init; }

    /// <summary>How many bytes it has; null while a source that is still sending has not said.</summary>
    public abstract long? Length { get; }

    /// <summary>A strong validator without quotes, equal for equal bytes; null where it is not known before the last byte.</summary>
    public virtual string? Tag => null;

    /// <summary>All of it, where it is in memory.</summary>
    public virtual ReadOnlyMemory<byte>? Bytes => null;

    /// <summary>The open file with exactly these bytes, where it is one.</summary>
    public virtual SafeFileHandle? Handle => null;

    /// <summary>
    /// Reads bytes at an offset, waiting for some to arrive; 0 at the end. May give fewer than there is room for. Fails with
    /// <see cref="Sutler.Errors.SutlerException"/> when the rest does not come, or is not what it should be: then no reader has ever seen the last byte.
    /// </summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);

    /// <summary>Waits until what is still arriving has been stored, or it is certain that it will not be; otherwise there is nothing to wait for.</summary>
    public virtual Task WaitUntilSettledAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
