using System.Runtime.InteropServices;

namespace Sutler.Storage.Leases;

/// <summary>What came of claiming a lease.</summary>
/// <param name="Token">The token of whoever has it now.</param>
/// <param name="IsOurs">Whether that is who claimed it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LeaseClaim(long Token, bool IsOurs);
