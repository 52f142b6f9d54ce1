using System.Runtime.InteropServices;

namespace Sutler.Go.Digests;

/// <summary>One block of a file.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its bytes: 1 MiB, or less for the last one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileBlock(int Index, long Offset, int Length)
{
    /// <summary>The first byte after it.</summary>
    public long End => Offset + Length;

    /// <summary><c>block 3 (bytes 3145728-4194303)</c>.</summary>
    public override string ToString() => $"block {Index} (bytes {Offset}-{End - 1})";
}
