using System.Globalization;

namespace Sutler.Settings;

/// <summary>Where the value of a setting came from.</summary>
internal abstract record SettingOrigin
{
    private SettingOrigin()
    {
    }

    /// <summary>One word for programs.</summary>
    public abstract string Kind { get; }

    /// <summary>Nobody said anything.</summary>
    public sealed record Default : SettingOrigin
    {
        /// <inheritdoc/>
        public override string Kind => "default";

        /// <inheritdoc/>
        public override string ToString() => Kind;
    }

    /// <summary>A variable.</summary>
    public sealed record Environment(string Variable) : SettingOrigin
    {
        /// <inheritdoc/>
        public override string Kind => "environment";

        /// <inheritdoc/>
        public override string ToString() => $"environment {Variable}";
    }

    /// <summary>A line of the settings file.</summary>
    public sealed record File(string Name, int Line) : SettingOrigin
    {
        /// <inheritdoc/>
        public override string Kind => "file";

        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Line}");
    }
}
