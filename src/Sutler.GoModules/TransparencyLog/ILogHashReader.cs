namespace Sutler.GoModules.TransparencyLog;

/// <summary>Reads hashes of nodes of a log.</summary>
public interface ILogHashReader
{
    /// <summary>The hashes of the nodes with these numbers (<see cref="StoredHash"/>), in the same order.</summary>
    Task<IReadOnlyList<LogHash>> ReadHashesAsync(IReadOnlyList<long> storedIndexes, CancellationToken cancellationToken);
}
