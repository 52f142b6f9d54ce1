using Sutler.Errors;

namespace Sutler.Go.Environment;

/// <summary>Finds the module or workspace of the current directory. Spec: CMD-9, CMD-11, CMD-12, WORK-2, VERIFY-1.</summary>
public sealed class ModuleLocator
{
    private const string NoModule = "go.mod file not found in current directory or any parent directory; see 'go help modules'";
    private readonly GoEnvironment _environment;
    private readonly Overlay _overlay;
    private readonly List<string> _warnings = [];

    private ModuleLocator(GoEnvironment environment, Overlay overlay)
    {
        _environment = environment;
        _overlay = overlay;
    }

    /// <summary>
    /// Looks upwards for go.work, then go.mod. Every refusal ends the run with the go command's text.
    /// </summary>
    /// <param name="environment">The settings.</param>
    /// <param name="overlay">The files as they are to be seen.</param>
    /// <param name="modFile">The value of <c>-modfile</c>; empty when not given.</param>
    /// <param name="required">Whether the command cannot do without: <c>mod verify</c>.</param>
    public static ModuleLocation Find(GoEnvironment environment, Overlay overlay, string modFile, bool required) =>
        new ModuleLocator(environment, overlay).Find(modFile, required);

    private ModuleLocation Find(string modFile, bool required)
    {
        string? workFile = FindWorkFile();
        CheckEnabled();
        string? root = workFile is null ? FindRoot(modFile, required) : null;
        if (workFile is not null && modFile.Length > 0)
        {
            throw Fatal("-modfile cannot be used in workspace mode");
        }

        if (modFile.Length > 0 && !modFile.EndsWith(".mod", StringComparison.Ordinal))
        {
            throw Fatal($"-modfile={modFile}: file does not have .mod extension");
        }

        WarnOfGoPath(required);
        return workFile is not null
            ? new ModuleLocation { WorkFile = workFile, SumPath = workFile + ".sum", Warnings = _warnings }
            : Located(root, modFile);
    }

    private ModuleLocation Located(string? root, string modFile)
    {
        if (root is null)
        {
            return new ModuleLocation { Warnings = _warnings };
        }

        string goMod = modFile.Length > 0 ? Lexical.Absolute(modFile, _environment.WorkingDirectory) : Path.Combine(root, "go.mod");
        return new ModuleLocation
        {
            ModuleRoot = root,
            GoModPath = goMod,
            GoModName = modFile.Length > 0 ? modFile : goMod,
            SumPath = goMod[..^".mod".Length] + ".sum",
            Warnings = _warnings,
        };
    }

    private string? FindWorkFile()
    {
        switch (_environment.GoWork)
        {
            case "off":
                return null;
            case "" or "auto":
                return Upwards("go.work", stopBelow: _environment.GoRoot) is { } directory ? Path.Combine(directory, "go.work") : null;
            default:
                return Path.IsPathFullyQualified(_environment.GoWork)
                    ? _environment.GoWork
                    : throw Fatal("invalid GOWORK: not an absolute path");
        }
    }

    private void CheckEnabled()
    {
        switch (_environment.Go111Module)
        {
            case "" or "on" or "auto":
                return;
            case "off":
                throw Fatal("modules disabled by GO111MODULE=off; see 'go help modules'");
            default:
                throw Fatal("unknown environment setting GO111MODULE=" + _environment.Go111Module);
        }
    }

    private string? FindRoot(string modFile, bool required)
    {
        string? root = Upwards("go.mod", stopBelow: null);
        if (root is null && modFile.Length > 0)
        {
            throw Fatal("cannot find main module, but -modfile was set.\n\t-modfile cannot be used to set the module root directory.");
        }

        string temporary = TemporaryDirectory();
        if (root is not null && IsSame(root, temporary))
        {
            _warnings.Add("warning: ignoring go.mod in system temp root " + temporary);
            root = null;
        }

        return root is null && required ? throw WithWarnings(NoModule) : root;
    }

    private void WarnOfGoPath(bool required)
    {
        string goPath = _environment.GoPath.Split(Path.PathSeparator)[0];
        if (goPath.Length > 0 && _overlay.Exists(Path.Combine(goPath, "go.mod")))
        {
            _warnings.Add("warning: ignoring go.mod in $GOPATH " + goPath);
            if (required)
            {
                throw WithWarnings(NoModule);
            }
        }
    }

    /// <summary>The nearest directory from the current one upwards with such a file in it.</summary>
    private string? Upwards(string file, string? stopBelow)
    {
        string? directory = Lexical.Clean(_environment.WorkingDirectory);
        while (directory is not null && !_overlay.FileExists(Path.Combine(directory, file)))
        {
            directory = Path.GetDirectoryName(directory);
            if (directory is not null && directory == stopBelow)
            {
                return null;
            }
        }

        return directory;
    }

    private string TemporaryDirectory() => OperatingSystem.IsWindows()
        ? Path.GetTempPath()
        : _environment.Variables.GetValueOrDefault(EnvironmentVariables.TmpDir.Name) is { Length: > 0 } directory ? directory : "/tmp";

    private bool IsSame(string directory, string other)
    {
        string absolute = Lexical.Absolute(other, _environment.WorkingDirectory);
        return directory == absolute || RealPath.Resolve(directory) == RealPath.Resolve(absolute);
    }

    private static FatalException Fatal(string text) => new(text) { Prefixed = true };

    /// <summary>The warnings are printed first, each a line of its own.</summary>
    private FatalException WithWarnings(string text) => Fatal(string.Concat(_warnings.Select(static line => line + "\ngo: ")) + text);
}
