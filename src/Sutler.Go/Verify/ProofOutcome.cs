using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Verify;

/// <summary>What the stored tiles say of a stored answer.</summary>
internal abstract record ProofOutcome
{
    private ProofOutcome()
    {
    }

    /// <summary>The log has the record, under a head that the database signed.</summary>
    public sealed record Proven(LogRecord Record) : ProofOutcome;

    /// <summary>Nothing speaks against it, but not all tiles are there.</summary>
    public sealed record Open(string Reason) : ProofOutcome;

    /// <summary>It cannot be an answer of the database, or was changed; or, <paramref name="ByTiles"/>, the tiles were.</summary>
    public sealed record Refuted(string Reason, bool ByTiles) : ProofOutcome;
}
