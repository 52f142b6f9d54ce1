using Sutler.Go.Download;

namespace Sutler.Go.Repair;

/// <summary>A good zip, ready to be published.</summary>
/// <param name="Transfer">The bytes, with the lock of their transfer.</param>
/// <param name="Source">Where they came from, for people.</param>
internal sealed record RestoredZip(ZipTransfer Transfer, string Source) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Transfer.Discard();
        Transfer.Dispose();
    }
}
