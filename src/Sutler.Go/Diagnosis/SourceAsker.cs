using System.Security.Cryptography;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Transfer.Files;

namespace Sutler.Go.Diagnosis;

/// <summary>Asks single sources for a file once more, into a directory that nobody else looks at, and says what they gave.</summary>
/// <param name="module">The module version.</param>
/// <param name="isGoMod">Whether the go.mod is asked for, else the zip.</param>
/// <param name="scratch">An empty directory.</param>
/// <param name="space">Refuses what does not fit on the disk.</param>
internal sealed class SourceAsker(ModuleId module, bool isGoMod, string scratch, DiskSpace space)
{
    private int _asked;

    /// <summary>Where what came last lies; null when nothing came, or no file.</summary>
    public string? LastFile { get; private set; }

    /// <summary>Asks; only a cancellation is thrown.</summary>
    public async Task<SourceAnswer> AskAsync(NamedSource source, CancellationToken cancellationToken)
    {
        LastFile = null;
        if (source.Repository is not { } repository)
        {
            return new SourceAnswer.NotAsked(source.Name, source.Reason);
        }

        try
        {
            return new SourceAnswer.Gave(source.Name, isGoMod ? await GoModAsync(repository, cancellationToken) : await ZipAsync(repository, cancellationToken));
        }
        catch (SutlerException failure)
        {
            return new SourceAnswer.Failed(source.Name, FirstLine(failure.Message));
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return new SourceAnswer.Failed(source.Name, FirstLine(failure.Message));
        }
    }

    /// <summary>A file's content; a zip that cannot be read has no h1.</summary>
    public static async Task<Content> ZipContentAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20, useAsync: false);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        try
        {
            using var zip = ModuleZip.Open(path);
            return new Content(zip.Hash(cancellationToken).Text, sha256);
        }
        catch (SutlerException)
        {
            return new Content("", sha256);
        }
    }

    /// <summary>The content of a go.mod.</summary>
    public static Content GoModContent(byte[] data) => new(H1.OfGoMod(data).Text, Convert.ToHexStringLower(SHA256.HashData(data)));

    /// <summary>A failure's text without the lines that go on explaining it.</summary>
    public static string FirstLine(string text) => text.Split('\n')[0];

    private async Task<Content> GoModAsync(IModuleRepository repository, CancellationToken cancellationToken) =>
        GoModContent(await repository.GoModAsync(module.Version, cancellationToken));

    private async Task<Content> ZipAsync(IModuleRepository repository, CancellationToken cancellationToken)
    {
        var path = Path.Combine(scratch, $"{_asked++}.zip");
        using var file = PartialFile.Open(path, SilentFileObserver.Instance, space.Failure, inOnePiece: true, admit: bytes => space.CheckTransfer(path, bytes));
        await repository.ZipAsync(module.Version, file, cancellationToken);
        file.Close();
        var content = await ZipContentAsync(path, cancellationToken);

        // Disposing deletes what cannot be continued.
        LastFile = path + ".kept";
        File.Move(path, LastFile);
        return content;
    }
}
