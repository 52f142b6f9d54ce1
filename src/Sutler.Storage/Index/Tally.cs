using System.Runtime.InteropServices;

namespace Sutler.Storage.Index;

/// <summary>How many, and how many bytes.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Tally(long Count, long Bytes);
