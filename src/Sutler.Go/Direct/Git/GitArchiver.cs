using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Archives;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Git;

/// <summary>Cuts source archives from the work directory. Spec: GIT-9, GIT-10, CONT-3.</summary>
/// <remarks>
/// The archive is a tar: the same files as the go command's zip has, without deflating what is to be inflated at once. Only where the tar is
/// larger than the limit, which is meant for the zip, is the zip made too and measured.
/// </remarks>
internal sealed class GitArchiver(GitCommands git, WorkDirectory work)
{
    // Whatever the .gitattributes of a revision say, its archives have all its files as they are.
    private static readonly byte[] Attributes = "\n* -export-subst -export-ignore\n"u8.ToArray();

    private volatile bool _hasAttributes;

    /// <summary>Archives a commit, or a directory of it.</summary>
    public async Task<CodeArchive> ArchiveAsync(string commit, string directory, long limit, CancellationToken cancellationToken)
    {
        using var held = await work.EnterAsync(cancellationToken);
        EnsureAttributes();
        try
        {
            return await SpoolAsync(commit, directory, "tar", limit, TarArchive.Open, cancellationToken)
                ?? await SpoolAsync(commit, directory, "zip", limit, file => ZipCodeArchive.Open(file.Release(), SpoolFile.Name, limit), cancellationToken)
                ?? throw new SutlerException("downloaded zip file too large");
        }
        catch (VcsProgramException failure) when (failure.Said.Contains("did not match any files", StringComparison.Ordinal))
        {
            throw new SutlerException("file does not exist", failure) { IsNotExist = true };
        }
    }

    // Null when the archive is larger than the limit.
    private async Task<CodeArchive?> SpoolAsync(
        string commit, string directory, string format, long limit, Func<SpoolFile, CodeArchive> read, CancellationToken cancellationToken)
    {
        var file = SpoolFile.Create(limit);
        try
        {
            await git.ArchiveAsync(commit, directory, format, file.Input, cancellationToken);
            return read(file);
        }
        catch (SpoolFullException)
        {
            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void EnsureAttributes()
    {
        if (_hasAttributes)
        {
            return;
        }

        var file = Path.Combine(work.DirectoryPath, "info", "attributes");
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().EndsWith(Attributes))
            {
                File.AppendAllBytes(file, Attributes);
            }
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            throw OsError.Create("open", file, failure);
        }

        _hasAttributes = true;
    }
}
