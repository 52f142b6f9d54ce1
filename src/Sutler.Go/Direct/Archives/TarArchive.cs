namespace Sutler.Go.Direct.Archives;

/// <summary>An archive that a version-control program wrote as a tar.</summary>
internal sealed class TarArchive : CodeArchive
{
    private readonly SpoolFile _file;
    private readonly Dictionary<CodeArchiveEntry, long> _starts = new(ReferenceEqualityComparer.Instance);
    private readonly List<CodeArchiveEntry> _entries = [];

    private TarArchive(SpoolFile file)
    {
        _file = file;
        foreach (var member in new TarReader(file.Length, file.ReadAt).ReadAll())
        {
            // Everything lies in one directory, whose name says nothing.
            var entry = new CodeArchiveEntry(member.Path[(member.Path.IndexOf('/') + 1)..], member.IsRegular ? member.Size : 0, member.IsRegular);
            _starts.Add(entry, member.Start);
            _entries.Add(entry);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CodeArchiveEntry> Entries => _entries;

    /// <summary>Reads which files there are. The file belongs to the archive then.</summary>
    public static TarArchive Open(SpoolFile file)
    {
        file.Hide();
        return new TarArchive(file);
    }

    /// <inheritdoc/>
    public override Stream Open(CodeArchiveEntry entry) => _file.OpenPart(_starts[entry], entry.Size);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }
    }
}
