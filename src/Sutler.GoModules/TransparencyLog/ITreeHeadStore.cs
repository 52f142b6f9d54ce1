namespace Sutler.GoModules.TransparencyLog;

/// <summary>Keeps the newest signed tree head of one log from one run to the next, for all who believe that log. Spec: TLOG-9.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ITreeHeadStore
{
    /// <summary>The newest signed tree head seen by any run, or nothing at the very first.</summary>
    Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken);

    /// <summary>Stores a newer head in place of <paramref name="old"/>; false, and no change, when another stands there by now.</summary>
    Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken);
}
