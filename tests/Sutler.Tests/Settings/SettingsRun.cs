using Sutler.Errors;
using Sutler.Settings;
using Sutler.TestKit;

namespace Sutler.Tests.Settings;

/// <summary>Settings as a run would read them, from a home directory of its own.</summary>
internal sealed class SettingsRun : IDisposable
{
    public SettingsRun()
    {
        Variables["HOME"] = Files["home"];
        Variables["USERPROFILE"] = Files["home"];
        Variables["AppData"] = Files["home/.config"];
        Directory.CreateDirectory(Files["project"]);
    }

    public ScratchDirectory Files { get; } = new();

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Where the user's file belongs.</summary>
    public string UserFile => Files["home/.config/sutler/sutler.json"];

    public LoadedSettings Read() => SettingsReader.Read(Variables, Files["project"]);

    /// <summary>Writes the user's file and reads the settings.</summary>
    public LoadedSettings Read(string json)
    {
        Files.Write("home/.config/sutler/sutler.json", json);
        return Read();
    }

    /// <summary>The error that the settings are, after checking that it ends the run with exit code 2; FILE stands for the user's file.</summary>
    public string Refuse(string? json = null)
    {
        var error = Xunit.Assert.Throws<FatalException>(() => json is null ? Read() : Read(json));
        Xunit.Assert.Equal((2, false), (error.ExitCode, error.Prefixed));
        return error.Message.Replace(UserFile, "FILE", StringComparison.Ordinal);
    }

    public void Dispose() => Files.Dispose();
}
