namespace Sutler.GoModules.TransparencyLog;

/// <summary>Tiles that one check reads. What it proves is proven by the head that is being checked, which may be one of a forked log.</summary>
/// <remarks>Whoever keeps tiles for others writes them only when the head has been accepted; whoever ends with the fork need not wait.</remarks>
public interface ITrialTiles : ILogTileReader
{
    /// <summary>The head is of the log, and so are the tiles that were proven by it.</summary>
    Task AcceptAsync(CancellationToken cancellationToken);
}
