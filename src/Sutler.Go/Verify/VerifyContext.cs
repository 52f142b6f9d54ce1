using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>What all checks of a run share. Thread-safe.</summary>
/// <param name="Evidence">Records of what was stored.</param>
/// <param name="Authority">Who knows which hashes are right.</param>
/// <param name="Workers">How many threads may work on one module.</param>
/// <param name="OnRead">Told how many bytes of a module's zip were read.</param>
internal sealed record VerifyContext(RawEvidence Evidence, HashAuthority Authority, int Workers, Action<ModuleId, long> OnRead);
