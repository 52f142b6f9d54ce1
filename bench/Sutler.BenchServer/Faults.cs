using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sutler.BenchServer;

/// <summary>Which answers go wrong: decided by the seed, the path and how often it was asked for, not by the order of requests.</summary>
/// <param name="seed">0 for a server without faults.</param>
internal sealed class Faults(int seed)
{
    private const double RefusedShare = 0.1;
    private const double CutShare = 0.3;
    private const double ResetShare = 0.5;
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What happens to the next answer for <paramref name="path"/>: 503 for any, a cut for zips.</summary>
    public Fault Next(string path)
    {
        if (seed == 0)
        {
            return Fault.None;
        }

        var dice = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {Attempt(path)} {path}"));
        return Roll(dice, 0) < RefusedShare ? Fault.Refusal
            : path.EndsWith(".zip", StringComparison.Ordinal) && Roll(dice, 1) < CutShare ? new Fault(false, Roll(dice, 2), Roll(dice, 3) < ResetShare)
            : Fault.None;
    }

    private int Attempt(string path)
    {
        lock (_lock)
        {
            return _attempts[path] = _attempts.GetValueOrDefault(path) + 1;
        }
    }

    // At least 0, below 1.
    private static double Roll(ReadOnlySpan<byte> dice, int number) =>
        BinaryPrimitives.ReadUInt32LittleEndian(dice[(number * sizeof(uint))..]) / (uint.MaxValue + 1.0);
}

/// <summary>What goes wrong with one answer.</summary>
/// <param name="Refused">503 instead of the file.</param>
/// <param name="CutAt">Share of the body after which the connection ends; null to send it all.</param>
/// <param name="Reset">Whether a cut resets the connection, which may lose bytes on their way, or closes it behind what was sent.</param>
internal readonly record struct Fault(bool Refused, double? CutAt, bool Reset)
{
    /// <summary>Nothing.</summary>
    public static readonly Fault None = new(false, null, false);

    /// <summary>503.</summary>
    public static readonly Fault Refusal = new(true, null, false);
}
