using System.Text;
using Sutler.Go.Direct;

namespace Sutler.TestKit.Repositories;

/// <summary>The files of a <see cref="MemoryCommit"/>.</summary>
internal sealed class MemoryArchive : CodeArchive
{
    private readonly Dictionary<CodeArchiveEntry, string> _contents = new(ReferenceEqualityComparer.Instance);

    public MemoryArchive(IEnumerable<(string Path, string Content)> files, IReadOnlyDictionary<string, long> declaredSizes)
    {
        Entries = [.. files.Select(file => Add(file.Path, file.Content, declaredSizes))];
    }

    public override IReadOnlyList<CodeArchiveEntry> Entries { get; }

    public override Stream Open(CodeArchiveEntry entry) => new MemoryStream(Encoding.UTF8.GetBytes(_contents[entry]), writable: false);

    protected override void Dispose(bool disposing) => _contents.Clear();

    private CodeArchiveEntry Add(string path, string content, IReadOnlyDictionary<string, long> declaredSizes)
    {
        var isLink = path.StartsWith('@');
        var name = isLink ? path[1..] : path;
        var size = declaredSizes.TryGetValue(name, out var declared) ? declared : Encoding.UTF8.GetByteCount(content);
        var entry = new CodeArchiveEntry(name, size, IsRegular: !isLink);
        _contents.Add(entry, content);
        return entry;
    }
}
