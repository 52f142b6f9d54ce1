using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Archives;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Subversion;

/// <summary>Subversion, which has no clone: every question goes to the server. Spec: OTHER-3.</summary>
/// <remarks>
/// A revision is a number. As in go 1.24 what is below <c>tags</c> is listed, but of the names there, which are directories, none is a
/// version, and none can be asked for: modules have pseudo-versions only.
/// </remarks>
public sealed class SubversionTable : CommandTable
{
    private const string Trunk = "/trunk";
    private const string Export = "export";
    private const int MaxList = 256 << 20;

    // What an archive of the files would take is not known before it is made; source code is packed to a third or less.
    private const int Packing = 4;

    /// <inheritdoc/>
    public override string Vcs => "svn";

    /// <inheritdoc/>
    public override string Latest => "latest";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string> user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.GetValueOrDefault("SVN_SSH", "").Length > 0
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["SVN_SSH"] = "ssh -q -o ControlMaster=no -o BatchMode=yes" };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tags(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Command("list", "--", (url.EndsWith(Trunk, StringComparison.Ordinal) ? url[..^Trunk.Length] : url) + "/tags");
    }

    /// <inheritdoc/>
    public override string? ReadTag(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.EndsWith('/') ? null : line;
    }

    /// <inheritdoc/>
    public override bool SaysNoTags(VcsProgramException failure) => SaysNoFile(failure);

    /// <inheritdoc/>
    public override bool IsPlain(string revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        // Anything else would be a question for nothing, or, with another @ in it, one for another place.
        return revision.TrimStart('r').All(char.IsAsciiDigit)
            || revision.Equals("HEAD", StringComparison.OrdinalIgnoreCase)
            || (revision.StartsWith('{') && !revision.Contains('@', StringComparison.Ordinal) && !revision.Contains('/', StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Log(string url, string revision) =>
        Command("log", "-l1", "--xml", "--", revision == Latest ? url : $"{url}@{revision}");

    /// <inheritdoc/>
    public override CodeRevision? ReadLog(string asked, string said) => SubversionLog.Read(asked, said);

    /// <inheritdoc/>
    public override bool SaysUnknown(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        // No such revision, no revision at all, and nothing there at that revision.
        return failure.Says("E160006:", "E205000:", "E195012:", "E160013:", "E160005:");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cat(string url, string revision, string path) => Command("cat", "--", $"{url}/{path}@{revision}");

    /// <inheritdoc/>
    public override bool SaysNoFile(VcsProgramException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        // Not there, in two wordings, nothing that could be there, and a directory.
        return failure.Says("W160013:", "E160013:", "W170000:", "E160016:", "W195007:");
    }

    /// <inheritdoc/>
    public override async Task<CodeArchive> ArchiveAsync(CommandPlace place, string revision, string directory, long limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(directory);
        var url = directory.Length == 0 ? place.Url : $"{place.Url}/{directory}";
        var said = await place.ReadAsync(
            Command("list", "--xml", "--incremental", "--recursive", "--revision", revision, "--", url), cancellationToken, limit: MaxList);
        var listed = SubversionList.Read(said);
        if (listed.Sum(file => (decimal)file.Size) > (decimal)limit * Packing)
        {
            throw new SutlerException("downloaded zip file too large");
        }

        var files = TemporaryDirectory.Create();
        try
        {
            await place.Programs.OverNetworkAsync(
                place.Url,
                token =>
                {
                    TreeRemover.Remove(Path.Combine(files.Path, Export));
                    return place.ReadAsync(
                        Command("export", "--quiet", "--native-eol", "LF", "--ignore-externals", "--ignore-keywords", "--revision", revision, "--", url, Export), token, files.Path);
                },
                cancellationToken);
            return ExportedArchive.Open(files, Export, directory, listed);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static string[] Command(string name, params ReadOnlySpan<string> arguments) => ["svn", name, "--non-interactive", .. arguments];
}
