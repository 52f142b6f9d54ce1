namespace Sutler.Go.Serving.Checksums;

/// <summary>What one relayed database has to say to a request, proven.</summary>
internal abstract record RelayedFile
{
    private RelayedFile()
    {
    }

    /// <summary>Here it is, byte for byte.</summary>
    internal sealed record Found(ReadOnlyMemory<byte> Bytes, AnswerCause Cause) : RelayedFile;

    /// <summary>The database says that there is none, or nothing is stored where nothing else counts.</summary>
    internal sealed record Absent(int Status, string Reason) : RelayedFile;
}
