using Sutler.Transfer.Files;

namespace Sutler.Go.Repair;

/// <summary>Counts the bytes that a file receives.</summary>
internal sealed class FetchCounter : IPartialFileObserver
{
    private long _total;

    /// <summary>Bytes so far, those that were thrown away included.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts bytes that came in another way.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _total, bytes);

    /// <inheritdoc/>
    public void Started(long? length)
    {
    }

    /// <inheritdoc/>
    public void Received(int bytes) => Add(bytes);
}
