Console.Error.WriteLine("modelwright: no command is implemented yet");
return 1;
