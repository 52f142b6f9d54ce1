using System.Collections.Concurrent;

namespace Sutler.Go.Checksums;

/// <summary>Stored files of a checksum database that are to be replaced: its client does not see them, and what it would write in their place is kept here.</summary>
/// <remarks>So a bad file stays where it is until the good one is proven and can be renamed over it. Thread-safe.</remarks>
public sealed class ReplacedLogFiles
{
    private readonly HashSet<string> _replaced;
    private readonly ConcurrentDictionary<string, byte[]> _proven = new(StringComparer.Ordinal);

    /// <summary>Names are below <c>cache/download/sumdb</c>, with '/'.</summary>
    public ReplacedLogFiles(IEnumerable<string> replaced) => _replaced = new HashSet<string>(replaced, StringComparer.Ordinal);

    /// <summary>Whether all of them were proven anew.</summary>
    public bool AreComplete => _proven.Count == _replaced.Count;

    /// <summary>Proven content for a file, or null.</summary>
    public byte[]? Find(string file) => _proven.GetValueOrDefault(file);

    internal bool Holds(string file) => _replaced.Contains(file);

    internal void Put(string file, byte[] data) => _proven[file] = data;
}
