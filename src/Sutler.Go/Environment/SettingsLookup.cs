namespace Sutler.Go.Environment;

/// <summary>Looks settings up in their order: the system's environment, the user's env file, <c>GOROOT/go.env</c>. Spec: CMD-5.</summary>
/// <remarks>An empty environment variable counts as unset; an empty line of a file overrides the files after it.</remarks>
internal sealed class SettingsLookup
{
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly IReadOnlyDictionary<string, string> _userFile;
    private readonly IReadOnlyDictionary<string, string> _goRootFile;
    private readonly string _userFilePath;

    internal SettingsLookup(IReadOnlyDictionary<string, string> variables, string workingDirectory)
    {
        _variables = variables;
        _goRootFile = new Dictionary<string, string>(StringComparer.Ordinal);
        _userFilePath = EnvFilePath();
        _userFile = GoEnvFile.Read(_userFilePath);
        string goRoot = this[EnvironmentVariables.GoRoot];
        GoRoot = goRoot.Length > 0
            ? Lexical.Clean(goRoot)
            : GoInstallation.FindOnPath(Variable(EnvironmentVariables.Path), workingDirectory);
        if (GoRoot.Length > 0)
        {
            _goRootFile = GoEnvFile.Read(Path.Combine(GoRoot, "go.env"));
        }
    }

    /// <summary>GOROOT as set or found; may be empty.</summary>
    internal string GoRoot { get; }

    /// <summary>The home directory; may be empty.</summary>
    internal string Home => Variable(HomeVariable);

    internal static EnvironmentVariable HomeVariable =>
        OperatingSystem.IsWindows() ? EnvironmentVariables.UserProfile : EnvironmentVariables.Home;

    /// <summary>A setting, or empty.</summary>
    internal string this[EnvironmentVariable variable] =>
        Variable(variable) is { Length: > 0 } value ? value
        : _userFile.TryGetValue(variable.Name, out string? user) ? user
        : _goRootFile.GetValueOrDefault(variable.Name, "");

    /// <summary>Where the value of a setting comes from: <c>environment</c>, the file that has it, or <c>default</c>.</summary>
    internal string OriginOf(EnvironmentVariable variable) =>
        Variable(variable).Length > 0 ? "environment"
        : _userFile.TryGetValue(variable.Name, out string? user) ? user.Length > 0 ? _userFilePath : "default"
        : _goRootFile.GetValueOrDefault(variable.Name, "").Length > 0 ? Path.Combine(GoRoot, "go.env")
        : "default";

    /// <summary>A setting, or a default when it is empty.</summary>
    internal string Get(EnvironmentVariable variable, string otherwise) => this[variable] is { Length: > 0 } value ? value : otherwise;

    private string Variable(EnvironmentVariable variable) => _variables.GetValueOrDefault(variable.Name, "");

    private string EnvFilePath()
    {
        string file = Variable(EnvironmentVariables.GoEnv);
        if (file.Length > 0)
        {
            return file == "off" ? "" : file;
        }

        string directory = UserDirectories.Configuration(_variables);
        return directory.Length == 0 ? "" : Path.Combine(directory, "go", "env");
    }
}
