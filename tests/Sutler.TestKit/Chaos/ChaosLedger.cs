using System.Collections.Concurrent;
using System.Globalization;

namespace Sutler.TestKit.Chaos;

/// <summary>What clients saw together.</summary>
public sealed class ChaosLedger
{
    /// <summary>Bodies that were received whole.</summary>
    public int Completed;

    /// <summary>Bodies that were put together over a break, by a range.</summary>
    public int Resumed;

    /// <summary>Modules that the checksum database was asked about, and whose answer was proven.</summary>
    public int Verified;

    /// <summary>Answers of 5xx or 429.</summary>
    public int Refused;

    /// <summary>Connections and bodies that broke off.</summary>
    public int Broken;

    /// <summary>What must not be: a wrong body, or the word that something that exists is absent or forbidden.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Completed} bodies whole, {Resumed} continued over a break, {Verified} lookups proven, {Refused} refused, {Broken} broken off");
}
