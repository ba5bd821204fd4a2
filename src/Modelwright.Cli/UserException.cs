namespace Modelwright.Cli;

/// <summary>Something the user can put right. Its message is all that is shown.</summary>
internal sealed class UserException(string message) : Exception(message);
