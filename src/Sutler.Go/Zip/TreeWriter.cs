using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>The directories of a tree around its files: judged and created before them, made read-only or removed after.</summary>
internal sealed class TreeWriter
{
    private readonly ModuleZip _zip;
    private readonly ModuleId _module;
    private readonly string _target;
    private readonly bool _writableDirectories;
    private ModuleZipLayout? _layout;

    public TreeWriter(ModuleZip zip, ModuleId module, string target, bool writableDirectories)
    {
        _zip = zip;
        _module = module;
        _target = target;
        _writableDirectories = writableDirectories;
    }

    /// <summary>Why nothing is written; null when the zip is legal. Spec: UNZIP-1 to UNZIP-5.</summary>
    public SutlerException? Illegal { get; private set; }

    /// <summary>Judges the zip; when it is legal, creates the directories and has <paramref name="content"/> write the files.</summary>
    public void Begin(ZipContent content)
    {
        if (IsOccupied(_target))
        {
            Illegal = Unzip($"target directory {_target} exists and is not empty");
            return;
        }

        var layout = ModuleZipRules.Check(_zip.Directory, _zip.Length, _module, out var violation);
        if (layout is null)
        {
            Illegal = Unzip(violation!);
            return;
        }

        // From here on there is something to remove.
        _layout = layout;
        CreateDirectory(_target);
        foreach (var directory in layout.Directories)
        {
            CreateDirectory(_target + "/" + directory);
        }

        content.WriteTo(_target, layout.Files);
    }

    /// <summary>Gives the directories their final modes, all files being written. Spec: CACHE-10.</summary>
    public void Complete()
    {
        if (_layout is not null && !_writableDirectories)
        {
            ExtractedModes.MakeReadOnly(_target, _layout.Directories);
        }
    }

    /// <summary>Removes what was written, if anything. Spec: CACHE-23.</summary>
    public void Remove()
    {
        if (_layout is not null)
        {
            TreeRemover.Remove(_target);
        }
    }

    private SutlerException Unzip(string reason, Exception? inner = null) => new($"unzip {_zip.Path}: {reason}", inner);

    private void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (OsError.Is(e))
        {
            throw Unzip(OsError.Create("mkdir", path, e).Message, e);
        }
    }

    private static bool IsOccupied(string directory)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(directory).Any();
        }
        catch (Exception e) when (OsError.Is(e))
        {
            return false;
        }
    }
}
